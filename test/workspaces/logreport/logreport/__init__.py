"""Reads access logs and says which pages are slow."""
