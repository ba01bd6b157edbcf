from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CredentialRequest")


@_attrs_define
class CredentialRequest:
    """A request for a credential that waits for the operator.

    Attributes:
        device_code (str): The code for polling. Keep it secret: it decrypts the credential, and the server does not
            store it. Example: dc_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j.
        expires_in (int): Seconds until the request expires. Example: 300.
        interval (int): Seconds to wait between two polls. Example: 5.
        message (str): A message for the operator. Example: Ask your operator to approve the request..
        user_code (str): The code for the operator. Example: BCDF-GHJK.
        verification_uri (str): The page where the operator decides. Example: https://warren.example/console.
        verification_uri_complete (str): The page where the operator decides, with the code filled in. Example:
            https://warren.example/console?code=BCDF-GHJK.
    """

    device_code: str
    expires_in: int
    interval: int
    message: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        device_code = self.device_code

        expires_in = self.expires_in

        interval = self.interval

        message = self.message

        user_code = self.user_code

        verification_uri = self.verification_uri

        verification_uri_complete = self.verification_uri_complete

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "device_code": device_code,
                "expires_in": expires_in,
                "interval": interval,
                "message": message,
                "user_code": user_code,
                "verification_uri": verification_uri,
                "verification_uri_complete": verification_uri_complete,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        device_code = d.pop("device_code")

        expires_in = d.pop("expires_in")

        interval = d.pop("interval")

        message = d.pop("message")

        user_code = d.pop("user_code")

        verification_uri = d.pop("verification_uri")

        verification_uri_complete = d.pop("verification_uri_complete")

        credential_request = cls(
            device_code=device_code,
            expires_in=expires_in,
            interval=interval,
            message=message,
            user_code=user_code,
            verification_uri=verification_uri,
            verification_uri_complete=verification_uri_complete,
        )

        credential_request.additional_properties = d
        return credential_request

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
