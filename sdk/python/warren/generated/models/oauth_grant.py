from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.grant_client import GrantClient


T = TypeVar("T", bound="OauthGrant")


@_attrs_define
class OauthGrant:
    """What a person has given an OAuth client.

    Attributes:
        client (GrantClient): An OAuth client, as the person saw it.
        created_at (datetime.datetime): When the person agreed.
        environment_id (str): The environment in which the client acts. Example: env_0a1b2c3d4e5f6g7h.
        expires_at (datetime.datetime): When it ends if the client does not use its refresh token.
        id (str): What a person has given an OAuth client. Example: ogr_0a1b2c3d4e5f6g7h.
        member_id (str): A person of an account. Example: mem_0a1b2c3d4e5f6g7h.
        permissions (list[str]): What the client may do, as far as the person's role permits it. Example: ['mail:read',
            'mail:send'].
        resource (str): The resource for which its tokens are. Example: https://warren.example/mcp.
    """

    client: GrantClient
    created_at: datetime.datetime
    environment_id: str
    expires_at: datetime.datetime
    id: str
    member_id: str
    permissions: list[str]
    resource: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client = self.client.to_dict()

        created_at = self.created_at.isoformat()

        environment_id = self.environment_id

        expires_at = self.expires_at.isoformat()

        id = self.id

        member_id = self.member_id

        permissions = self.permissions

        resource = self.resource

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client": client,
                "created_at": created_at,
                "environment_id": environment_id,
                "expires_at": expires_at,
                "id": id,
                "member_id": member_id,
                "permissions": permissions,
                "resource": resource,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.grant_client import GrantClient  # noqa: PLC0415

        d = dict(src_dict)
        client = GrantClient.from_dict(d.pop("client"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        environment_id = d.pop("environment_id")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        id = d.pop("id")

        member_id = d.pop("member_id")

        permissions = cast(list[str], d.pop("permissions"))

        resource = d.pop("resource")

        oauth_grant = cls(
            client=client,
            created_at=created_at,
            environment_id=environment_id,
            expires_at=expires_at,
            id=id,
            member_id=member_id,
            permissions=permissions,
            resource=resource,
        )

        oauth_grant.additional_properties = d
        return oauth_grant

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
