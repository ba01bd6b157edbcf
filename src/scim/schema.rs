//! Schemas (RFC 7643, 7): what attributes are. Discovery, bodies, paths, filters and patches read the same tables.

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    String,
    Boolean,
    DateTime,
    /// A URI. Either of a resource of these types, or `external`.
    Reference(&'static [&'static str]),
    /// An object with these attributes.
    Complex(&'static [Attribute]),
}

/// Whether clients can write an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    ReadWrite,
    /// Written with the value that it is a part of, and not changed later.
    Immutable,
    ReadOnly,
}

/// An attribute of a resource, or of a complex attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: &'static str,
    pub description: &'static str,
    pub kind: Kind,
    pub is_multi: bool,
    pub is_required: bool,
    /// Whether the case of letters matters in comparisons.
    pub is_case_exact: bool,
    pub mutability: Mutability,
    /// Whether no two resources of an account have the same value.
    pub is_unique: bool,
    /// Values that clients usually send; others are accepted.
    pub usual_values: &'static [&'static str],
    /// Values of an attribute with several.
    pub max_values: usize,
}

/// Values of an attribute with several, if nothing else is said.
const MAX_VALUES: usize = 50;

impl Attribute {
    /// An optional attribute with one value, which clients can write.
    pub const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self {
            name,
            description,
            kind,
            is_multi: false,
            is_required: false,
            is_case_exact: false,
            mutability: Mutability::ReadWrite,
            is_unique: false,
            usual_values: &[],
            max_values: MAX_VALUES,
        }
    }

    /// A text.
    pub const fn text(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::String, description)
    }

    /// With several values.
    pub const fn multi(self) -> Self {
        Self { is_multi: true, ..self }
    }

    /// With that many values at most.
    pub const fn at_most(self, values: usize) -> Self {
        Self { max_values: values, ..self }
    }

    /// Always has a value.
    pub const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// Compared with the case of letters.
    pub const fn case_exact(self) -> Self {
        Self { is_case_exact: true, ..self }
    }

    /// Different in each resource of an account.
    pub const fn unique(self) -> Self {
        Self { is_unique: true, ..self }
    }

    /// Ignored in bodies.
    pub const fn read_only(self) -> Self {
        Self { mutability: Mutability::ReadOnly, ..self }
    }

    /// Not changed after it was written.
    pub const fn immutable(self) -> Self {
        Self { mutability: Mutability::Immutable, ..self }
    }

    /// With the values that clients usually send.
    pub const fn usually(self, values: &'static [&'static str]) -> Self {
        Self { usual_values: values, ..self }
    }

    /// Whether clients can write it.
    pub fn is_writable(&self) -> bool {
        self.mutability != Mutability::ReadOnly
    }

    /// The attributes of a complex attribute.
    pub fn parts(&self) -> &'static [Attribute] {
        match self.kind {
            Kind::Complex(parts) => parts,
            _ => &[],
        }
    }

    /// A part by its name.
    pub fn part(&self, name: &str) -> Option<&'static Attribute> {
        find(self.parts(), name)
    }
}

/// Finds an attribute by its name, in which the case of letters does not matter (RFC 7643, 2.1).
pub fn find(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// A named set of attributes.
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    pub id: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub attributes: &'static [Attribute],
}

/// A type of resources.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceType {
    pub name: &'static str,
    pub description: &'static str,
    /// The path of its resources, below the base URL.
    pub endpoint: &'static str,
    pub schema: &'static Schema,
    pub extensions: &'static [&'static Schema],
    /// Attributes of RFC 7643 that its resources do not have, although clients send them.
    pub ignored: &'static [&'static str],
}

impl ResourceType {
    /// Its own schema and the extensions.
    pub fn schemas(&self) -> impl Iterator<Item = &'static Schema> {
        std::iter::once(self.schema).chain(self.extensions.iter().copied())
    }

    /// Whether a path names an attribute that is ignored, or one of an unknown extension. Bodies can have both.
    pub fn ignores(&self, path: &str) -> bool {
        let starts_with = |start: &str| path.get(..start.len()).is_some_and(|given| given.eq_ignore_ascii_case(start));
        let name = match self.schemas().find(|schema| starts_with(schema.id)) {
            Some(schema) => path[schema.id.len()..].trim_start_matches(':'),
            None if starts_with("urn:") => return true,
            None => path,
        };
        let name = name.split(['.', '[']).next().unwrap_or_default();
        self.ignored.iter().any(|ignored| ignored.eq_ignore_ascii_case(name))
    }

    /// An extension by its id.
    pub fn extension(&self, id: &str) -> Option<&'static Schema> {
        self.extensions.iter().copied().find(|extension| extension.id.eq_ignore_ascii_case(id))
    }
}
