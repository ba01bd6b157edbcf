from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PendingCredential")


@_attrs_define
class PendingCredential:
    """A request for a credential that waits for a decision.

    Attributes:
        agent_id (str): A pod. The home pod of an account has the account's id. Example: pod_0a1b2c3d4e5f6g7h.
        agent_name (str): The pod's name, or its id. Example: Ada.
        credential_type (str): The type of credential.
            - `api_key`: an API key
            - `password`: a password
            - `token`: an access token
            - `certificate`: a certificate
        device_code (str): The beginning of the agent's device code. The rest is the agent's secret; the server does not
            know it. Example: dc_0a1b2….
        expires_at (datetime.datetime): When it expires.
        requested_at (datetime.datetime): When the agent asked.
        service_name (str): The service that the credential is for. Example: GitHub.
        status (str): Always `pending`. Example: pending.
        user_code (str): The code that the agent shows. Example: BCDF-GHJK.
        agent_email (None | str | Unset): The address it claimed first. Example: ada@warren.example.
        description (None | str | Unset): Why the agent asks, in its own words. Example: To open pull requests.
    """

    agent_id: str
    agent_name: str
    credential_type: str
    device_code: str
    expires_at: datetime.datetime
    requested_at: datetime.datetime
    service_name: str
    status: str
    user_code: str
    agent_email: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        agent_name = self.agent_name

        credential_type = self.credential_type

        device_code = self.device_code

        expires_at = self.expires_at.isoformat()

        requested_at = self.requested_at.isoformat()

        service_name = self.service_name

        status = self.status

        user_code = self.user_code

        agent_email: None | str | Unset
        if isinstance(self.agent_email, Unset):
            agent_email = UNSET
        else:
            agent_email = self.agent_email

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_id": agent_id,
                "agent_name": agent_name,
                "credential_type": credential_type,
                "device_code": device_code,
                "expires_at": expires_at,
                "requested_at": requested_at,
                "service_name": service_name,
                "status": status,
                "user_code": user_code,
            }
        )
        if agent_email is not UNSET:
            field_dict["agent_email"] = agent_email
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agent_id = d.pop("agent_id")

        agent_name = d.pop("agent_name")

        credential_type = d.pop("credential_type")

        device_code = d.pop("device_code")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        requested_at = datetime.datetime.fromisoformat(d.pop("requested_at"))

        service_name = d.pop("service_name")

        status = d.pop("status")

        user_code = d.pop("user_code")

        def _parse_agent_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        agent_email = _parse_agent_email(d.pop("agent_email", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        pending_credential = cls(
            agent_id=agent_id,
            agent_name=agent_name,
            credential_type=credential_type,
            device_code=device_code,
            expires_at=expires_at,
            requested_at=requested_at,
            service_name=service_name,
            status=status,
            user_code=user_code,
            agent_email=agent_email,
            description=description,
        )

        pending_credential.additional_properties = d
        return pending_credential

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
