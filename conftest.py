"""Wiring for all tests; the database is chosen by quanfu/core/testing_database.py, the cast lives in quanfu/core/testing.py."""
