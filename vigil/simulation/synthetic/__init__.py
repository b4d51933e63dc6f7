"""Synthetic referrals: two years of an invented hub, made from a seed and calibrated with published figures."""
