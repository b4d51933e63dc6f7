"""The referral as received, its subjects and its clocks."""
