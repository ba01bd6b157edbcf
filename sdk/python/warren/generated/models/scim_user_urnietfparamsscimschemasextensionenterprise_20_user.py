from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.scim_user_urnietfparamsscimschemasextensionenterprise_20_user_manager import (
        ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager,
    )


T = TypeVar("T", bound="ScimUserUrnietfparamsscimschemasextensionenterprise20User")


@_attrs_define
class ScimUserUrnietfparamsscimschemasextensionenterprise20User:
    """The user's place in an organization.

    Attributes:
        cost_center (str | Unset): The cost center.
        department (str | Unset): The department.
        division (str | Unset): The division.
        employee_number (str | Unset): The number of the employee.
        manager (ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager | Unset): The user's manager.
        organization (str | Unset): The organization.
    """

    cost_center: str | Unset = UNSET
    department: str | Unset = UNSET
    division: str | Unset = UNSET
    employee_number: str | Unset = UNSET
    manager: ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager | Unset = UNSET
    organization: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cost_center = self.cost_center

        department = self.department

        division = self.division

        employee_number = self.employee_number

        manager: dict[str, Any] | Unset = UNSET
        if not isinstance(self.manager, Unset):
            manager = self.manager.to_dict()

        organization = self.organization

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cost_center is not UNSET:
            field_dict["costCenter"] = cost_center
        if department is not UNSET:
            field_dict["department"] = department
        if division is not UNSET:
            field_dict["division"] = division
        if employee_number is not UNSET:
            field_dict["employeeNumber"] = employee_number
        if manager is not UNSET:
            field_dict["manager"] = manager
        if organization is not UNSET:
            field_dict["organization"] = organization

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.scim_user_urnietfparamsscimschemasextensionenterprise_20_user_manager import (
            ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager,  # noqa: PLC0415
        )

        d = dict(src_dict)
        cost_center = d.pop("costCenter", UNSET)

        department = d.pop("department", UNSET)

        division = d.pop("division", UNSET)

        employee_number = d.pop("employeeNumber", UNSET)

        _manager = d.pop("manager", UNSET)
        manager: ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager | Unset
        if isinstance(_manager, Unset):
            manager = UNSET
        else:
            manager = ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager.from_dict(_manager)

        organization = d.pop("organization", UNSET)

        scim_user_urnietfparamsscimschemasextensionenterprise_20_user = cls(
            cost_center=cost_center,
            department=department,
            division=division,
            employee_number=employee_number,
            manager=manager,
            organization=organization,
        )

        scim_user_urnietfparamsscimschemasextensionenterprise_20_user.additional_properties = d
        return scim_user_urnietfparamsscimschemasextensionenterprise_20_user

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
