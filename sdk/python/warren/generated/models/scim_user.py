from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.scim_user_addresses_item import ScimUserAddressesItem
    from ..models.scim_user_emails_item import ScimUserEmailsItem
    from ..models.scim_user_groups_item import ScimUserGroupsItem
    from ..models.scim_user_meta import ScimUserMeta
    from ..models.scim_user_name import ScimUserName
    from ..models.scim_user_phone_numbers_item import ScimUserPhoneNumbersItem
    from ..models.scim_user_roles_item import ScimUserRolesItem
    from ..models.scim_user_urnietfparamsscimschemasextensionenterprise_20_user import (
        ScimUserUrnietfparamsscimschemasextensionenterprise20User,
    )


T = TypeVar("T", bound="ScimUser")


@_attrs_define
class ScimUser:
    """A member of the account.

    Attributes:
        active (bool | Unset): Whether the user can sign in. A new user is active unless this is false.
        addresses (list[ScimUserAddressesItem] | Unset): Postal addresses.
        display_name (str | Unset): The name that is shown to other people.
        emails (list[ScimUserEmailsItem] | Unset): Email addresses. The user signs in with the primary one.
        external_id (str | Unset): The id that the client has for the resource.
        groups (list[ScimUserGroupsItem] | Unset): The environments to which the user is assigned.
        id (str | Unset): The id, which never changes.
        locale (str | Unset): The locale for dates and numbers, such as `en-US`.
        meta (ScimUserMeta | Unset): When the resource was made and changed.
        name (ScimUserName | Unset): The parts of the user's name.
        nick_name (str | Unset): The name by which people call the user.
        phone_numbers (list[ScimUserPhoneNumbersItem] | Unset): Phone numbers.
        preferred_language (str | Unset): The user's languages, as in the header `Accept-Language`.
        profile_url (str | Unset): The URL of a page about the user.
        roles (list[ScimUserRolesItem] | Unset): The role in the account, which SCIM does not change.
        schemas (list[str] | Unset): The schemas of the resource's attributes.
        timezone (str | Unset): The time zone, such as `Europe/Berlin`.
        title (str | Unset): The user's title, such as `Vice President`.
        urnietfparamsscimschemasextensionenterprise_2_0_user (ScimUserUrnietfparamsscimschemasextensionenterprise20User
            | Unset): The user's place in an organization.
        user_name (str | Unset): The name by which the identity provider knows the user. Unique in the account.
        user_type (str | Unset): The relation to the organization, such as `Employee`.
    """

    active: bool | Unset = UNSET
    addresses: list[ScimUserAddressesItem] | Unset = UNSET
    display_name: str | Unset = UNSET
    emails: list[ScimUserEmailsItem] | Unset = UNSET
    external_id: str | Unset = UNSET
    groups: list[ScimUserGroupsItem] | Unset = UNSET
    id: str | Unset = UNSET
    locale: str | Unset = UNSET
    meta: ScimUserMeta | Unset = UNSET
    name: ScimUserName | Unset = UNSET
    nick_name: str | Unset = UNSET
    phone_numbers: list[ScimUserPhoneNumbersItem] | Unset = UNSET
    preferred_language: str | Unset = UNSET
    profile_url: str | Unset = UNSET
    roles: list[ScimUserRolesItem] | Unset = UNSET
    schemas: list[str] | Unset = UNSET
    timezone: str | Unset = UNSET
    title: str | Unset = UNSET
    urnietfparamsscimschemasextensionenterprise_2_0_user: (
        ScimUserUrnietfparamsscimschemasextensionenterprise20User | Unset
    ) = UNSET
    user_name: str | Unset = UNSET
    user_type: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        addresses: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.addresses, Unset):
            addresses = []
            for addresses_item_data in self.addresses:
                addresses_item = addresses_item_data.to_dict()
                addresses.append(addresses_item)

        display_name = self.display_name

        emails: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.emails, Unset):
            emails = []
            for emails_item_data in self.emails:
                emails_item = emails_item_data.to_dict()
                emails.append(emails_item)

        external_id = self.external_id

        groups: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.groups, Unset):
            groups = []
            for groups_item_data in self.groups:
                groups_item = groups_item_data.to_dict()
                groups.append(groups_item)

        id = self.id

        locale = self.locale

        meta: dict[str, Any] | Unset = UNSET
        if not isinstance(self.meta, Unset):
            meta = self.meta.to_dict()

        name: dict[str, Any] | Unset = UNSET
        if not isinstance(self.name, Unset):
            name = self.name.to_dict()

        nick_name = self.nick_name

        phone_numbers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.phone_numbers, Unset):
            phone_numbers = []
            for phone_numbers_item_data in self.phone_numbers:
                phone_numbers_item = phone_numbers_item_data.to_dict()
                phone_numbers.append(phone_numbers_item)

        preferred_language = self.preferred_language

        profile_url = self.profile_url

        roles: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.roles, Unset):
            roles = []
            for roles_item_data in self.roles:
                roles_item = roles_item_data.to_dict()
                roles.append(roles_item)

        schemas: list[str] | Unset = UNSET
        if not isinstance(self.schemas, Unset):
            schemas = self.schemas

        timezone = self.timezone

        title = self.title

        urnietfparamsscimschemasextensionenterprise_2_0_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.urnietfparamsscimschemasextensionenterprise_2_0_user, Unset):
            urnietfparamsscimschemasextensionenterprise_2_0_user = (
                self.urnietfparamsscimschemasextensionenterprise_2_0_user.to_dict()
            )

        user_name = self.user_name

        user_type = self.user_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if active is not UNSET:
            field_dict["active"] = active
        if addresses is not UNSET:
            field_dict["addresses"] = addresses
        if display_name is not UNSET:
            field_dict["displayName"] = display_name
        if emails is not UNSET:
            field_dict["emails"] = emails
        if external_id is not UNSET:
            field_dict["externalId"] = external_id
        if groups is not UNSET:
            field_dict["groups"] = groups
        if id is not UNSET:
            field_dict["id"] = id
        if locale is not UNSET:
            field_dict["locale"] = locale
        if meta is not UNSET:
            field_dict["meta"] = meta
        if name is not UNSET:
            field_dict["name"] = name
        if nick_name is not UNSET:
            field_dict["nickName"] = nick_name
        if phone_numbers is not UNSET:
            field_dict["phoneNumbers"] = phone_numbers
        if preferred_language is not UNSET:
            field_dict["preferredLanguage"] = preferred_language
        if profile_url is not UNSET:
            field_dict["profileUrl"] = profile_url
        if roles is not UNSET:
            field_dict["roles"] = roles
        if schemas is not UNSET:
            field_dict["schemas"] = schemas
        if timezone is not UNSET:
            field_dict["timezone"] = timezone
        if title is not UNSET:
            field_dict["title"] = title
        if urnietfparamsscimschemasextensionenterprise_2_0_user is not UNSET:
            field_dict["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = (
                urnietfparamsscimschemasextensionenterprise_2_0_user
            )
        if user_name is not UNSET:
            field_dict["userName"] = user_name
        if user_type is not UNSET:
            field_dict["userType"] = user_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.scim_user_addresses_item import ScimUserAddressesItem  # noqa: PLC0415
        from ..models.scim_user_emails_item import ScimUserEmailsItem  # noqa: PLC0415
        from ..models.scim_user_groups_item import ScimUserGroupsItem  # noqa: PLC0415
        from ..models.scim_user_meta import ScimUserMeta  # noqa: PLC0415
        from ..models.scim_user_name import ScimUserName  # noqa: PLC0415
        from ..models.scim_user_phone_numbers_item import ScimUserPhoneNumbersItem  # noqa: PLC0415
        from ..models.scim_user_roles_item import ScimUserRolesItem  # noqa: PLC0415
        from ..models.scim_user_urnietfparamsscimschemasextensionenterprise_20_user import (
            ScimUserUrnietfparamsscimschemasextensionenterprise20User,  # noqa: PLC0415
        )

        d = dict(src_dict)
        active = d.pop("active", UNSET)

        _addresses = d.pop("addresses", UNSET)
        addresses: list[ScimUserAddressesItem] | Unset = UNSET
        if _addresses is not UNSET:
            addresses = []
            for addresses_item_data in _addresses:
                addresses_item = ScimUserAddressesItem.from_dict(addresses_item_data)

                addresses.append(addresses_item)

        display_name = d.pop("displayName", UNSET)

        _emails = d.pop("emails", UNSET)
        emails: list[ScimUserEmailsItem] | Unset = UNSET
        if _emails is not UNSET:
            emails = []
            for emails_item_data in _emails:
                emails_item = ScimUserEmailsItem.from_dict(emails_item_data)

                emails.append(emails_item)

        external_id = d.pop("externalId", UNSET)

        _groups = d.pop("groups", UNSET)
        groups: list[ScimUserGroupsItem] | Unset = UNSET
        if _groups is not UNSET:
            groups = []
            for groups_item_data in _groups:
                groups_item = ScimUserGroupsItem.from_dict(groups_item_data)

                groups.append(groups_item)

        id = d.pop("id", UNSET)

        locale = d.pop("locale", UNSET)

        _meta = d.pop("meta", UNSET)
        meta: ScimUserMeta | Unset
        if isinstance(_meta, Unset):
            meta = UNSET
        else:
            meta = ScimUserMeta.from_dict(_meta)

        _name = d.pop("name", UNSET)
        name: ScimUserName | Unset
        if isinstance(_name, Unset):
            name = UNSET
        else:
            name = ScimUserName.from_dict(_name)

        nick_name = d.pop("nickName", UNSET)

        _phone_numbers = d.pop("phoneNumbers", UNSET)
        phone_numbers: list[ScimUserPhoneNumbersItem] | Unset = UNSET
        if _phone_numbers is not UNSET:
            phone_numbers = []
            for phone_numbers_item_data in _phone_numbers:
                phone_numbers_item = ScimUserPhoneNumbersItem.from_dict(phone_numbers_item_data)

                phone_numbers.append(phone_numbers_item)

        preferred_language = d.pop("preferredLanguage", UNSET)

        profile_url = d.pop("profileUrl", UNSET)

        _roles = d.pop("roles", UNSET)
        roles: list[ScimUserRolesItem] | Unset = UNSET
        if _roles is not UNSET:
            roles = []
            for roles_item_data in _roles:
                roles_item = ScimUserRolesItem.from_dict(roles_item_data)

                roles.append(roles_item)

        schemas = cast(list[str], d.pop("schemas", UNSET))

        timezone = d.pop("timezone", UNSET)

        title = d.pop("title", UNSET)

        _urnietfparamsscimschemasextensionenterprise_2_0_user = d.pop(
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", UNSET
        )
        urnietfparamsscimschemasextensionenterprise_2_0_user: (
            ScimUserUrnietfparamsscimschemasextensionenterprise20User | Unset
        )
        if isinstance(_urnietfparamsscimschemasextensionenterprise_2_0_user, Unset):
            urnietfparamsscimschemasextensionenterprise_2_0_user = UNSET
        else:
            urnietfparamsscimschemasextensionenterprise_2_0_user = (
                ScimUserUrnietfparamsscimschemasextensionenterprise20User.from_dict(
                    _urnietfparamsscimschemasextensionenterprise_2_0_user
                )
            )

        user_name = d.pop("userName", UNSET)

        user_type = d.pop("userType", UNSET)

        scim_user = cls(
            active=active,
            addresses=addresses,
            display_name=display_name,
            emails=emails,
            external_id=external_id,
            groups=groups,
            id=id,
            locale=locale,
            meta=meta,
            name=name,
            nick_name=nick_name,
            phone_numbers=phone_numbers,
            preferred_language=preferred_language,
            profile_url=profile_url,
            roles=roles,
            schemas=schemas,
            timezone=timezone,
            title=title,
            urnietfparamsscimschemasextensionenterprise_2_0_user=urnietfparamsscimschemasextensionenterprise_2_0_user,
            user_name=user_name,
            user_type=user_type,
        )

        scim_user.additional_properties = d
        return scim_user

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
