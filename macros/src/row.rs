//! `#[derive(FromRow)]`: a struct that is read from a row of an object's database.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Error, Fields, Result};

/// Columns are the fields' names, in their order.
pub fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let (name, generics) = (&input.ident, input.generics.split_for_impl());
    let (impl_generics, type_generics, where_clause) = generics;
    let Data::Struct(data) = &input.data else { return Err(Error::new_spanned(name, "a row is a struct")) };
    let Fields::Named(fields) = &data.fields else { return Err(Error::new_spanned(name, "columns have names")) };
    let fields: Vec<_> = fields.named.iter().filter_map(|field| field.ident.as_ref()).collect();
    let columns = fields.iter().map(|field| field.unraw().to_string());
    let places = 0..u32::try_from(fields.len()).unwrap_or(u32::MAX);
    Ok(quote! {
        impl #impl_generics crate::platform::FromRow for #name #type_generics #where_clause {
            const COLUMNS: &'static [&'static str] = &[#(#columns),*];

            fn from_row(row: &crate::platform::Row) -> crate::error::Result<Self> {
                Ok(Self { #(#fields: row.column(#places)?),* })
            }
        }
    })
}
