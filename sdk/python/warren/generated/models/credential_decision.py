from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CredentialDecision")


@_attrs_define
class CredentialDecision:
    """The operator's decision.

    Attributes:
        approved (bool): `true` approves, `false` denies.
        operator_email (str): The account's operator email. Example: operator@example.com.
        user_code (str): The code that the agent shows. Example: BCDF-GHJK.
        vault_key (str): The name under which the agent should store it in its vault: 1 to 100 of `A-Z a-z 0-9 _ - .`.
            The server does not store it there. Example: github-token.
        credential_value (None | str | Unset): The credential, 1 to 8,192 characters. Required if `approved` is true.
            Example: ghp_16C7e42F292c6912E7710c838347Ae178B4a.
    """

    approved: bool
    operator_email: str
    user_code: str
    vault_key: str
    credential_value: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        approved = self.approved

        operator_email = self.operator_email

        user_code = self.user_code

        vault_key = self.vault_key

        credential_value: None | str | Unset
        if isinstance(self.credential_value, Unset):
            credential_value = UNSET
        else:
            credential_value = self.credential_value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "approved": approved,
                "operator_email": operator_email,
                "user_code": user_code,
                "vault_key": vault_key,
            }
        )
        if credential_value is not UNSET:
            field_dict["credential_value"] = credential_value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approved = d.pop("approved")

        operator_email = d.pop("operator_email")

        user_code = d.pop("user_code")

        vault_key = d.pop("vault_key")

        def _parse_credential_value(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        credential_value = _parse_credential_value(d.pop("credential_value", UNSET))

        credential_decision = cls(
            approved=approved,
            operator_email=operator_email,
            user_code=user_code,
            vault_key=vault_key,
            credential_value=credential_value,
        )

        credential_decision.additional_properties = d
        return credential_decision

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
