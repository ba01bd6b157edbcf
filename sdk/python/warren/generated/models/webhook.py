from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Webhook")


@_attrs_define
class Webhook:
    """A webhook.

    Attributes:
        created_at (datetime.datetime): When it was created.
        events (list[str]): The types of events that are sent. Example: ['email.received'].
        has_secret (bool): Always true: a secret is generated if none is sent.
        id (str): The id of the webhook. Example: wh_0a1b2c3d4e5f6g7h.
        status (str): `active` or `disabled`. Example: active.
        url (str): Where events are posted. Example: https://hooks.example.com/warren.
        verified (bool): Whether `url` has answered a signed verification event with a 2xx. Other events wait until
            then.
        address (None | str | Unset): The mailbox whose events are sent; null for all. Example: ada@warren.example.
        disabled_reason (None | str | Unset): Why the webhook is disabled: `by_owner`, `gone` (the receiver answered
            410), `failing` (no delivery succeeded for 5 days) or
            `unverified` (no verification succeeded for 3 days). Example: failing.
        failing_since (datetime.datetime | None | Unset): Since when all attempts have failed.
        previous_secret_until (datetime.datetime | None | Unset): Until when events are also signed with the previous
            secret.
        secret (None | str | Unset): The secret that signs the events. Shown once, if it was generated. Example:
            whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=.
        verification_error (None | str | Unset): Why the last verification failed, while the webhook is unverified.
            Example: answered 404.
    """

    created_at: datetime.datetime
    events: list[str]
    has_secret: bool
    id: str
    status: str
    url: str
    verified: bool
    address: None | str | Unset = UNSET
    disabled_reason: None | str | Unset = UNSET
    failing_since: datetime.datetime | None | Unset = UNSET
    previous_secret_until: datetime.datetime | None | Unset = UNSET
    secret: None | str | Unset = UNSET
    verification_error: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        events = self.events

        has_secret = self.has_secret

        id = self.id

        status = self.status

        url = self.url

        verified = self.verified

        address: None | str | Unset
        if isinstance(self.address, Unset):
            address = UNSET
        else:
            address = self.address

        disabled_reason: None | str | Unset
        if isinstance(self.disabled_reason, Unset):
            disabled_reason = UNSET
        else:
            disabled_reason = self.disabled_reason

        failing_since: None | str | Unset
        if isinstance(self.failing_since, Unset):
            failing_since = UNSET
        elif isinstance(self.failing_since, datetime.datetime):
            failing_since = self.failing_since.isoformat()
        else:
            failing_since = self.failing_since

        previous_secret_until: None | str | Unset
        if isinstance(self.previous_secret_until, Unset):
            previous_secret_until = UNSET
        elif isinstance(self.previous_secret_until, datetime.datetime):
            previous_secret_until = self.previous_secret_until.isoformat()
        else:
            previous_secret_until = self.previous_secret_until

        secret: None | str | Unset
        if isinstance(self.secret, Unset):
            secret = UNSET
        else:
            secret = self.secret

        verification_error: None | str | Unset
        if isinstance(self.verification_error, Unset):
            verification_error = UNSET
        else:
            verification_error = self.verification_error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "events": events,
                "has_secret": has_secret,
                "id": id,
                "status": status,
                "url": url,
                "verified": verified,
            }
        )
        if address is not UNSET:
            field_dict["address"] = address
        if disabled_reason is not UNSET:
            field_dict["disabled_reason"] = disabled_reason
        if failing_since is not UNSET:
            field_dict["failing_since"] = failing_since
        if previous_secret_until is not UNSET:
            field_dict["previous_secret_until"] = previous_secret_until
        if secret is not UNSET:
            field_dict["secret"] = secret
        if verification_error is not UNSET:
            field_dict["verification_error"] = verification_error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        events = cast(list[str], d.pop("events"))

        has_secret = d.pop("has_secret")

        id = d.pop("id")

        status = d.pop("status")

        url = d.pop("url")

        verified = d.pop("verified")

        def _parse_address(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address = _parse_address(d.pop("address", UNSET))

        def _parse_disabled_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        disabled_reason = _parse_disabled_reason(d.pop("disabled_reason", UNSET))

        def _parse_failing_since(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                failing_since_type_0 = datetime.datetime.fromisoformat(data)

                return failing_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        failing_since = _parse_failing_since(d.pop("failing_since", UNSET))

        def _parse_previous_secret_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                previous_secret_until_type_0 = datetime.datetime.fromisoformat(data)

                return previous_secret_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        previous_secret_until = _parse_previous_secret_until(d.pop("previous_secret_until", UNSET))

        def _parse_secret(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        secret = _parse_secret(d.pop("secret", UNSET))

        def _parse_verification_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        verification_error = _parse_verification_error(d.pop("verification_error", UNSET))

        webhook = cls(
            created_at=created_at,
            events=events,
            has_secret=has_secret,
            id=id,
            status=status,
            url=url,
            verified=verified,
            address=address,
            disabled_reason=disabled_reason,
            failing_since=failing_since,
            previous_secret_until=previous_secret_until,
            secret=secret,
            verification_error=verification_error,
        )

        webhook.additional_properties = d
        return webhook

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
