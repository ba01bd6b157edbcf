from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RegisteredClient")


@_attrs_define
class RegisteredClient:
    """A registered client.

    Attributes:
        client_id (str): The client's id. It contains what was registered, and works as long as the deployment lists the
            master key that sealed it. Example: al_cli_AQABAgMEBQYHCAkKCz0mi1ckj3KRtJj5MkgO.
        client_id_issued_at (int): When it was registered, in seconds since 1970. Example: 1790000000.
        client_name (str): The name that people see. Example: Example client.
        grant_types (list[str]): What the client can use. Example: ['authorization_code', 'refresh_token'].
        redirect_uris (list[str]): Where the browser goes with the code. Example: ['https://client.example/callback'].
        response_types (list[str]): Always `code`. Example: ['code'].
        token_endpoint_auth_method (str): Always `none`: clients have no secret. Example: none.
    """

    client_id: str
    client_id_issued_at: int
    client_name: str
    grant_types: list[str]
    redirect_uris: list[str]
    response_types: list[str]
    token_endpoint_auth_method: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_id = self.client_id

        client_id_issued_at = self.client_id_issued_at

        client_name = self.client_name

        grant_types = self.grant_types

        redirect_uris = self.redirect_uris

        response_types = self.response_types

        token_endpoint_auth_method = self.token_endpoint_auth_method

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_id": client_id,
                "client_id_issued_at": client_id_issued_at,
                "client_name": client_name,
                "grant_types": grant_types,
                "redirect_uris": redirect_uris,
                "response_types": response_types,
                "token_endpoint_auth_method": token_endpoint_auth_method,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        client_id = d.pop("client_id")

        client_id_issued_at = d.pop("client_id_issued_at")

        client_name = d.pop("client_name")

        grant_types = cast(list[str], d.pop("grant_types"))

        redirect_uris = cast(list[str], d.pop("redirect_uris"))

        response_types = cast(list[str], d.pop("response_types"))

        token_endpoint_auth_method = d.pop("token_endpoint_auth_method")

        registered_client = cls(
            client_id=client_id,
            client_id_issued_at=client_id_issued_at,
            client_name=client_name,
            grant_types=grant_types,
            redirect_uris=redirect_uris,
            response_types=response_types,
            token_endpoint_auth_method=token_endpoint_auth_method,
        )

        registered_client.additional_properties = d
        return registered_client

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
