"""What looking for texts keeps: the words that occur, and how far the index has followed."""

from django.db import models


class SearchWord(models.Model):
    """A word of the texts, with how it sounds, so that what is mistyped or typed by its sound is understood.

    ``sound``: its pinyin without tones, as quanfu.core.search.sound folds it; ``initials``: the first letters of its
    syllables. ``count``: texts that held it when they were first read; a weight, no figure.
    """

    text = models.CharField(max_length=16, unique=True)
    sound = models.CharField(max_length=64)
    initials = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["sound"], name="core_searchword_sound", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["initials"], name="core_searchword_initials"),
        ]

    def __str__(self) -> str:
        return self.text


class SearchCursor(models.Model):
    """Up to which row an index has followed what it reads."""

    name = models.CharField(max_length=32, primary_key=True)
    place = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.place}"
