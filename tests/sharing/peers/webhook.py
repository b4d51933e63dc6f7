"""A partner's webhook: verifies with the published library, takes each number in once."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from tests.sharing.peers.https import Answer, HttpsPeer

SECRET = "whsec_" + base64.b64encode(b"known to one council, in tests").decode()


class WebhookPeer(HttpsPeer):
    secret = SECRET

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            event = Webhook(self.secret).verify(body, dict(headers))
        except WebhookVerificationError:
            return 401, {}, b""
        if event["type"] == "disclosure.sent":
            self.take_in(headers["webhook-id"], body)
        return 204, {}, b""

    def told(self, disclosure_id: str) -> Any:
        return json.loads(self.held(disclosure_id))["data"]["disclosure"]

    def route(self) -> dict[str, Any]:
        return {**super().route(), "form": "whole", "secrets": ["WEBHOOK"]}

    def secrets(self) -> dict[str, str]:
        return {"WEBHOOK": SECRET}
