"""Reading mails: bytes in, a Mail out. Pure: no Django, no database, no network, so that a child process can do it alone."""
