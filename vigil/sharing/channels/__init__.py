"""The ways a disclosure leaves for a partner: one small module each, all with the shape of ``base.Channel``."""
