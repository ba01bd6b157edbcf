from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AuthorizationServer")


@_attrs_define
class AuthorizationServer:
    """The metadata of the authorization server.

    Attributes:
        authorization_endpoint (str): Where the browser begins. Example: https://warren.example/oauth/authorize.
        authorization_response_iss_parameter_supported (bool): Always true: authorization responses have `iss` (RFC
            9207).
        client_id_metadata_document_supported (bool): Always true: the id of a client can be the URL of its metadata.
        code_challenge_methods_supported (list[str]): Always `S256`. Example: ['S256'].
        device_authorization_endpoint (str): Where devices ask. Example:
            https://warren.example/oauth/device_authorization.
        grant_types_supported (list[str]): The values of `grant_type`. Example: ['authorization_code', 'refresh_token'].
        introspection_endpoint (str): Where holders of a key read what a token may do. Example:
            https://warren.example/oauth/introspect.
        issuer (str): The issuer: the URL of the deployment. Each authorization response has it as `iss` (RFC 9207).
            Example: https://warren.example.
        protected_resources (list[str]): The resources for which tokens are issued (RFC 9728). Example:
            ['https://warren.example', 'https://warren.example/mcp'].
        registration_endpoint (str): Where clients register that have no metadata document. Example:
            https://warren.example/oauth/register.
        response_modes_supported (list[str]): Always `query`. Example: ['query'].
        response_types_supported (list[str]): Always `code`. Example: ['code'].
        revocation_endpoint (str): Where tokens are revoked. Example: https://warren.example/oauth/revoke.
        revocation_endpoint_auth_methods_supported (list[str]): Always `none`. Example: ['none'].
        scopes_supported (list[str]): The scopes: names of permissions. Example: ['mail:read', 'mail:send'].
        service_documentation (str): The document of the API. Example: https://warren.example/api.
        token_endpoint (str): Where clients get tokens. Example: https://warren.example/oauth/token.
        token_endpoint_auth_methods_supported (list[str]): Always `none`: clients have no secret. Example: ['none'].
    """

    authorization_endpoint: str
    authorization_response_iss_parameter_supported: bool
    client_id_metadata_document_supported: bool
    code_challenge_methods_supported: list[str]
    device_authorization_endpoint: str
    grant_types_supported: list[str]
    introspection_endpoint: str
    issuer: str
    protected_resources: list[str]
    registration_endpoint: str
    response_modes_supported: list[str]
    response_types_supported: list[str]
    revocation_endpoint: str
    revocation_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]
    service_documentation: str
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        authorization_endpoint = self.authorization_endpoint

        authorization_response_iss_parameter_supported = self.authorization_response_iss_parameter_supported

        client_id_metadata_document_supported = self.client_id_metadata_document_supported

        code_challenge_methods_supported = self.code_challenge_methods_supported

        device_authorization_endpoint = self.device_authorization_endpoint

        grant_types_supported = self.grant_types_supported

        introspection_endpoint = self.introspection_endpoint

        issuer = self.issuer

        protected_resources = self.protected_resources

        registration_endpoint = self.registration_endpoint

        response_modes_supported = self.response_modes_supported

        response_types_supported = self.response_types_supported

        revocation_endpoint = self.revocation_endpoint

        revocation_endpoint_auth_methods_supported = self.revocation_endpoint_auth_methods_supported

        scopes_supported = self.scopes_supported

        service_documentation = self.service_documentation

        token_endpoint = self.token_endpoint

        token_endpoint_auth_methods_supported = self.token_endpoint_auth_methods_supported

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "authorization_endpoint": authorization_endpoint,
                "authorization_response_iss_parameter_supported": authorization_response_iss_parameter_supported,
                "client_id_metadata_document_supported": client_id_metadata_document_supported,
                "code_challenge_methods_supported": code_challenge_methods_supported,
                "device_authorization_endpoint": device_authorization_endpoint,
                "grant_types_supported": grant_types_supported,
                "introspection_endpoint": introspection_endpoint,
                "issuer": issuer,
                "protected_resources": protected_resources,
                "registration_endpoint": registration_endpoint,
                "response_modes_supported": response_modes_supported,
                "response_types_supported": response_types_supported,
                "revocation_endpoint": revocation_endpoint,
                "revocation_endpoint_auth_methods_supported": revocation_endpoint_auth_methods_supported,
                "scopes_supported": scopes_supported,
                "service_documentation": service_documentation,
                "token_endpoint": token_endpoint,
                "token_endpoint_auth_methods_supported": token_endpoint_auth_methods_supported,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        authorization_endpoint = d.pop("authorization_endpoint")

        authorization_response_iss_parameter_supported = d.pop("authorization_response_iss_parameter_supported")

        client_id_metadata_document_supported = d.pop("client_id_metadata_document_supported")

        code_challenge_methods_supported = cast(list[str], d.pop("code_challenge_methods_supported"))

        device_authorization_endpoint = d.pop("device_authorization_endpoint")

        grant_types_supported = cast(list[str], d.pop("grant_types_supported"))

        introspection_endpoint = d.pop("introspection_endpoint")

        issuer = d.pop("issuer")

        protected_resources = cast(list[str], d.pop("protected_resources"))

        registration_endpoint = d.pop("registration_endpoint")

        response_modes_supported = cast(list[str], d.pop("response_modes_supported"))

        response_types_supported = cast(list[str], d.pop("response_types_supported"))

        revocation_endpoint = d.pop("revocation_endpoint")

        revocation_endpoint_auth_methods_supported = cast(
            list[str], d.pop("revocation_endpoint_auth_methods_supported")
        )

        scopes_supported = cast(list[str], d.pop("scopes_supported"))

        service_documentation = d.pop("service_documentation")

        token_endpoint = d.pop("token_endpoint")

        token_endpoint_auth_methods_supported = cast(list[str], d.pop("token_endpoint_auth_methods_supported"))

        authorization_server = cls(
            authorization_endpoint=authorization_endpoint,
            authorization_response_iss_parameter_supported=authorization_response_iss_parameter_supported,
            client_id_metadata_document_supported=client_id_metadata_document_supported,
            code_challenge_methods_supported=code_challenge_methods_supported,
            device_authorization_endpoint=device_authorization_endpoint,
            grant_types_supported=grant_types_supported,
            introspection_endpoint=introspection_endpoint,
            issuer=issuer,
            protected_resources=protected_resources,
            registration_endpoint=registration_endpoint,
            response_modes_supported=response_modes_supported,
            response_types_supported=response_types_supported,
            revocation_endpoint=revocation_endpoint,
            revocation_endpoint_auth_methods_supported=revocation_endpoint_auth_methods_supported,
            scopes_supported=scopes_supported,
            service_documentation=service_documentation,
            token_endpoint=token_endpoint,
            token_endpoint_auth_methods_supported=token_endpoint_auth_methods_supported,
        )

        authorization_server.additional_properties = d
        return authorization_server

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
