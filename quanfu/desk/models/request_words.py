from django.db import models

from quanfu.core.search.tokens import Tokens


class RequestWords(Tokens):
    """By what words a request is found: those of its text, its conversation and its result. Kept by a job, never by the
    act itself; ``quanfu reindex`` makes all of them anew."""

    request = models.OneToOneField("desk.Request", models.CASCADE, primary_key=True, related_name="words")

    def __str__(self) -> str:
        return f"{self.pk}"
