from .token import IdempotencyKey, Token

__all__ = ["IdempotencyKey", "Token"]
