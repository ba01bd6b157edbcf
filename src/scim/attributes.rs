//! The attributes of users and groups.

use super::schema::{Attribute, Kind, ResourceType, Schema};

/// Members that a request names.
const MAX_MEMBERS: usize = 5_000;

/// Attributes that every resource has (RFC 7643, 3.1). They are not in schemas.
pub static COMMON: [Attribute; 4] = [
    Attribute::text("schemas", "The schemas of the resource's attributes.").multi().required().case_exact().read_only(),
    Attribute::text("id", "The id, which never changes.").required().case_exact().read_only(),
    Attribute::text("externalId", "The id that the client has for the resource.").case_exact(),
    Attribute::new("meta", Kind::Complex(&META), "When the resource was made and changed.").read_only(),
];

static META: [Attribute; 5] = [
    Attribute::text("resourceType", "The type of the resource.").case_exact().read_only(),
    Attribute::new("created", Kind::DateTime, "When it was made.").read_only(),
    Attribute::new("lastModified", Kind::DateTime, "When it was last changed.").read_only(),
    Attribute::new("location", Kind::Reference(&["uri"]), "Its URL.").read_only(),
    Attribute::text("version", "Its version, as in the header `ETag`.").case_exact().read_only(),
];

/// Users: the members of an account.
pub static USERS: ResourceType = ResourceType {
    name: "User",
    description: "A member of the account.",
    endpoint: "/Users",
    schema: &USER,
    extensions: &[&ENTERPRISE_USER],
    ignored: &["password", "ims", "photos", "entitlements", "x509Certificates"],
};

/// Groups: the environments of an account.
pub static GROUPS: ResourceType = ResourceType {
    name: "Group",
    description: "An environment, with the members who are assigned to it.",
    endpoint: "/Groups",
    schema: &GROUP,
    extensions: &[],
    ignored: &[],
};

/// RFC 7643, 4.1, without what a member of an account has no use for: passwords, photos, instant messaging, entitlements, certificates.
pub static USER: Schema = Schema {
    id: "urn:ietf:params:scim:schemas:core:2.0:User",
    name: "User",
    description: "A member of the account.",
    attributes: &[
        Attribute::text("userName", "The name by which the identity provider knows the user. Unique in the account.")
            .required()
            .unique(),
        Attribute::new("name", Kind::Complex(&NAME), "The parts of the user's name."),
        Attribute::text("displayName", "The name that is shown to other people."),
        Attribute::text("nickName", "The name by which people call the user."),
        Attribute::new("profileUrl", Kind::Reference(&["external"]), "The URL of a page about the user."),
        Attribute::text("title", "The user's title, such as `Vice President`."),
        Attribute::text("userType", "The relation to the organization, such as `Employee`."),
        Attribute::text("preferredLanguage", "The user's languages, as in the header `Accept-Language`."),
        Attribute::text("locale", "The locale for dates and numbers, such as `en-US`."),
        Attribute::text("timezone", "The time zone, such as `Europe/Berlin`."),
        Attribute::new(
            "active",
            Kind::Boolean,
            "Whether the user can sign in. A new user is active unless this is false.",
        )
        .required(),
        Attribute::new("emails", Kind::Complex(&EMAIL), "Email addresses. The user signs in with the primary one.")
            .multi()
            .required(),
        Attribute::new("phoneNumbers", Kind::Complex(&PHONE_NUMBER), "Phone numbers.").multi(),
        Attribute::new("addresses", Kind::Complex(&ADDRESS), "Postal addresses.").multi(),
        Attribute::new("groups", Kind::Complex(&MEMBERSHIP), "The environments to which the user is assigned.")
            .multi()
            .read_only(),
        Attribute::new("roles", Kind::Complex(&ROLE), "The role in the account, which SCIM does not change.")
            .multi()
            .read_only(),
    ],
};

static NAME: [Attribute; 6] = [
    Attribute::text("formatted", "The whole name."),
    Attribute::text("familyName", "The family name."),
    Attribute::text("givenName", "The given name."),
    Attribute::text("middleName", "The middle names."),
    Attribute::text("honorificPrefix", "What stands before the name, such as `Dr.`."),
    Attribute::text("honorificSuffix", "What stands after the name, such as `III`."),
];

const DISPLAY: Attribute = Attribute::text("display", "The value as it is shown.");
const PRIMARY: Attribute =
    Attribute::new("primary", Kind::Boolean, "Whether it is the preferred value. At most one value is.");

static EMAIL: [Attribute; 4] = [
    Attribute::text("value", "The address.").required(),
    DISPLAY,
    Attribute::text("type", "What the address is for.").usually(&["work", "home", "other"]),
    PRIMARY,
];

static PHONE_NUMBER: [Attribute; 4] = [
    Attribute::text("value", "The number.").required(),
    DISPLAY,
    Attribute::text("type", "What the number is for.").usually(&["work", "home", "mobile", "fax", "pager", "other"]),
    PRIMARY,
];

static ADDRESS: [Attribute; 8] = [
    Attribute::text("formatted", "The whole address."),
    Attribute::text("streetAddress", "Street and number."),
    Attribute::text("locality", "The town."),
    Attribute::text("region", "The state or region."),
    Attribute::text("postalCode", "The postal code."),
    Attribute::text("country", "The country, as ISO 3166-1 alpha-2."),
    Attribute::text("type", "What the address is for.").usually(&["work", "home", "other"]),
    PRIMARY,
];

static MEMBERSHIP: [Attribute; 3] = [
    Attribute::text("value", "The group's id.").case_exact().read_only(),
    Attribute::new("$ref", Kind::Reference(&["Group"]), "The group's URL.").read_only(),
    Attribute::text("display", "The group's name.").read_only(),
];

static ROLE: [Attribute; 2] = [
    Attribute::text("value", "`owner`, `admin`, `member` or `viewer`.").read_only(),
    Attribute::new("primary", Kind::Boolean, "Always true.").read_only(),
];

/// RFC 7643, 4.3.
pub static ENTERPRISE_USER: Schema = Schema {
    id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    name: "EnterpriseUser",
    description: "The user's place in an organization.",
    attributes: &[
        Attribute::text("employeeNumber", "The number of the employee."),
        Attribute::text("costCenter", "The cost center."),
        Attribute::text("organization", "The organization."),
        Attribute::text("division", "The division."),
        Attribute::text("department", "The department."),
        Attribute::new("manager", Kind::Complex(&MANAGER), "The user's manager."),
    ],
};

static MANAGER: [Attribute; 2] = [
    Attribute::text("value", "The id of the manager.").case_exact(),
    Attribute::new("$ref", Kind::Reference(&["User"]), "The URL of the manager."),
];

/// RFC 7643, 4.2.
pub static GROUP: Schema = Schema {
    id: "urn:ietf:params:scim:schemas:core:2.0:Group",
    name: "Group",
    description: "An environment, with the members who are assigned to it.",
    attributes: &[
        Attribute::text("displayName", "The environment's name. Unique in the account.").required().unique(),
        Attribute::new("members", Kind::Complex(&MEMBER), "The members who are assigned to the environment.")
            .multi()
            .at_most(MAX_MEMBERS),
    ],
};

static MEMBER: [Attribute; 3] = [
    Attribute::text("value", "The user's id.").required().case_exact().immutable(),
    Attribute::new("$ref", Kind::Reference(&["User"]), "The user's URL.").immutable(),
    Attribute::text("type", "Always `User`.").usually(&["User"]).immutable(),
];
