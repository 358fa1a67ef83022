"""Quanfu (全服): a company's whole service system, from the first word to the pay slip."""

__version__ = "0.1.0"
