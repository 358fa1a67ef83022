"""What may be done with tokens. What a token may do are its person's own permissions."""

TOKEN_INDEX = "api.token.index"
TOKEN_CREATE = "api.token.create"
TOKEN_DELETE = "api.token.delete"
