"""What every answer of the API has in common: how a refusal looks, and which refusals any call may meet."""

from ninja import Schema


class FieldFault(Schema):
    """What is wrong with one field. ``field`` is its path in the body: "subjects.0.date_of_birth"."""

    field: str
    words: str


class Refused(Schema):
    """Why a call was refused, in a sentence, and field by field where the body was at fault.

    ``quarantine`` is the number under which a refused referral is kept and can be mended.
    """

    detail: str
    errors: list[FieldFault] = []
    quarantine: int | None = None


REFUSALS = {400: Refused, 401: Refused, 403: Refused, 404: Refused, 409: Refused, 422: Refused, 429: Refused}
