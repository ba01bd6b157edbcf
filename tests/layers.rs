//! The structure of the source, as docs/ARCHITECTURE.md describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Item, UseTree};

/// Floors of the house, the lowest first. What is not named is a value or a pure module, and lies below all of them. A module imports
/// from its own floor and from those below.
const FLOORS: [&str; 10] = ["wire", "platform", "grant", "rpc", "directory", "payments", "pod", "edge", "api", "lib"];
const MAX_LINES: usize = 400;

/// A file of the source: the path of its module, and the paths that it imports or names.
struct Source {
    module: Vec<String>,
    paths: BTreeSet<Vec<String>>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs"));
    files.chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

/// Modules of a file: `src/pod/mod.rs` is `pod`, `src/pod/audit.rs` is `pod::audit`.
fn module(file: &Path) -> Vec<String> {
    let path = file.strip_prefix(root()).unwrap().with_extension("");
    let mut module: Vec<String> = path.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    module.pop_if(|last| last == "mod");
    module
}

/// Collects paths within the crate, without those of unit tests.
struct Paths<'a> {
    module: &'a [String],
    found: BTreeSet<Vec<String>>,
}

impl Paths<'_> {
    fn add(&mut self, path: &[String]) {
        let supers = path.iter().take_while(|name| *name == "super").count();
        let absolute = match path.first().map(String::as_str) {
            Some("crate") => path[1..].to_vec(),
            Some("super") => [&self.module[..self.module.len().saturating_sub(supers)], &path[supers..]].concat(),
            Some("self") => [self.module, &path[1..]].concat(),
            _ => return,
        };
        self.found.insert(absolute);
    }

    /// Paths that begin with `crate` in the arguments of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(name) if name == "crate" || !path.is_empty() => path.push(name.to_string()),
                TokenTree::Punct(sign) if sign.as_char() == ':' => {}
                other => {
                    self.add(&std::mem::take(&mut path));
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.add(&path);
    }

    fn tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) => self.add(&with(&name.ident)),
            UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            UseTree::Glob(_) => self.add(before),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Mod(module) if is_for_tests(&module.attrs) => {}
            _ => syn::visit::visit_item(self, item),
        }
    }

    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        if !is_for_tests(&import.attrs) {
            self.tree(&[], &import.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&names);
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        syn::visit::visit_macro(self, call);
    }
}

fn sources() -> Vec<Source> {
    let read = |file: PathBuf| {
        let module = module(&file);
        let parsed = syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap();
        let mut paths = Paths { module: &module, found: BTreeSet::new() };
        paths.visit_file(&parsed);
        let paths = paths.found;
        Source { module, paths }
    };
    // Unit tests may import what they like.
    files(&root()).into_iter().filter(|file| file.file_stem().is_some_and(|name| name != "tests")).map(read).collect()
}

fn floor(module: &[String]) -> usize {
    let first = module.first().map_or("lib", String::as_str);
    FLOORS.iter().position(|floor| *floor == first).map_or(0, |floor| floor + 1)
}

#[test]
fn no_import_runs_upward() {
    let mut upward = Vec::new();
    for source in sources() {
        for path in source.paths.iter().filter(|path| path.len() > 1) {
            if floor(path) > floor(&source.module) {
                upward.push(format!("{} imports {}", source.module.join("::"), path.join("::")));
            }
        }
    }
    assert!(upward.is_empty(), "\n{}", upward.join("\n"));
}

/// Files and folders that lie side by side. What a folder's own `mod.rs` imports is not counted: it puts its parts together.
#[test]
fn no_two_neighbours_import_each_other() {
    let sources = sources();
    let modules: BTreeSet<&[String]> = sources.iter().map(|source| source.module.as_slice()).collect();
    let mut imports: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for source in &sources {
        for path in &source.paths {
            let common = source.module.iter().zip(path).take_while(|(one, other)| one == other).count();
            if common < source.module.len() && common < path.len() && modules.contains(&path[..=common]) {
                imports.entry(&source.module[..=common]).or_default().insert(&path[..=common]);
            }
        }
    }
    let reaches = |from: &[String], to: &[String]| {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(module) = open.pop() {
            for next in imports.get(module).into_iter().flatten().filter(|next| next.len() == from.len()) {
                if *next == to {
                    return true;
                }
                if seen.insert(*next) {
                    open.push(next);
                }
            }
        }
        false
    };
    let circles = imports.iter().flat_map(|(module, next)| next.iter().map(move |next| (*module, *next)));
    let circles: Vec<_> = circles
        .filter(|(module, next)| reaches(next, module))
        .map(|(module, next)| format!("{} imports {}", module.join("::"), next.join("::")))
        .collect();
    assert!(circles.is_empty(), "\n{}", circles.join("\n"));
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    let long = files(&root()).into_iter().filter_map(|file| {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        (lines > MAX_LINES).then(|| format!("{}: {lines} lines", module(&file).join("::")))
    });
    let long: Vec<_> = long.collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines:\n{}", long.join("\n"));
}
