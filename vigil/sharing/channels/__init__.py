"""The ways a disclosure leaves for a partner: one small module each, all with the shape of ``base.Channel``."""

from django.conf import settings

from vigil.sharing.channels import fhir, mail, mesh, portal, sftp, webhook
from vigil.sharing.channels.base import Channel
from vigil.sharing.channels.console import Console

CHANNELS: dict[str, Channel] = {
    "mail": mail,
    "sftp": sftp,
    "webhook": webhook,
    "fhir": fhir,
    "mesh": mesh,
    "portal": portal,
}


def channel(name: str) -> Channel:
    """Return the channel, or its console twin where channels are not real. The portal is the hub's own and has none."""
    real = CHANNELS[name]
    return real if settings.CHANNELS_ARE_REAL or real is portal else Console(name, real)
