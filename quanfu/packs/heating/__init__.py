"""A heating company in a northern Chinese city: the demo. Its people, customers and requests are invented."""
