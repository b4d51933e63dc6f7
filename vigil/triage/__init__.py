"""Screening results, grades, and the policy tables that decide them."""
