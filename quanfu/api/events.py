"""What happens to the keys of programs."""

TOKEN_CREATED = "api.token.created"
TOKEN_REVOKED = "api.token.revoked"
