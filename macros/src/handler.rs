//! The handler, and what its signature says about the operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, FnArg, GenericArgument, Ident, ItemFn, LitStr, PathArguments, Result, ReturnType, Type, TypeTuple};

use crate::declaration::Declaration;

/// A function with its arguments' types.
pub struct Handler {
    function: ItemFn,
    arguments: Vec<Type>,
}

impl Handler {
    pub fn new(function: ItemFn) -> Result<Self> {
        let arguments = function.sig.inputs.iter().map(|argument| match argument {
            FnArg::Typed(argument) => Ok((*argument.ty).clone()),
            FnArg::Receiver(receiver) => Err(Error::new_spanned(receiver, "a handler is a function without `self`")),
        });
        Ok(Self { arguments: arguments.collect::<Result<_>>()?, function })
    }

    /// The function, and the operation in a type of the same name.
    pub fn declare(&self, declaration: &Declaration) -> TokenStream {
        let Self { function, arguments } = self;
        let name = &function.sig.ident;
        let visibility = &function.vis;
        let operation = self.operation(declaration);
        let document = self.document(declaration);
        let describe = self.describe(declaration);
        let takes: Vec<_> = (0..arguments.len()).map(|at| format_ident!("argument_{at}")).collect();
        quote! {
            #document
            #function

            #[allow(non_camel_case_types)]
            #visibility enum #name {}

            impl crate::wire::Declared for #name {
                const OPERATION: crate::wire::Operation = #operation;

                fn call(mut call: crate::wire::Call) -> crate::wire::Answer {
                    ::std::boxed::Box::pin(async move {
                        #(let #takes: #arguments = crate::wire::FromCall::from_call(&mut call)?;)*
                        Ok(::axum::response::IntoResponse::into_response(#name(#(#takes),*).await))
                    })
                }

                #describe
            }
        }
    }

    fn operation(&self, declaration: &Declaration) -> TokenStream {
        let Declaration { method, path, aliases, headers, audit, events, .. } = declaration;
        let name = self.function.sig.ident.to_string();
        let arguments = &self.arguments;
        let in_pod = quote!((false #(|| <#arguments as crate::wire::FromCall>::IN_POD)*));
        let caller = match &declaration.caller {
            Some(caller) => quote!(crate::wire::Caller::#caller),
            None => quote!({
                assert!(#in_pod, "an operation at the edge declares its `caller`");
                crate::wire::Caller::Pod
            }),
        };
        let permission = match &declaration.permission {
            Some(permission) => quote!(Some(crate::wire::Permission::#permission)),
            None => quote!(None),
        };
        let idempotency = match &declaration.idempotency {
            Some(idempotency) => quote!(crate::wire::Idempotency::#idempotency),
            None => quote!(crate::wire::Idempotency::assumed(crate::wire::Method::#method, #caller)),
        };
        let max_body = match &declaration.max_body {
            Some(bytes) => quote!(#bytes),
            None => quote!(crate::wire::MAX_BODY_BYTES),
        };
        let (codes, reasons): (Vec<_>, Vec<_>) = declaration
            .errors
            .iter()
            .map(|(code, reason)| (code, reason.as_ref().map_or_else(String::new, LitStr::value)))
            .unzip();
        let errors_of = declaration.errors_of.as_ref().map(|errors| quote!(, #errors));
        let [payable, deprecated, tool, socket, per_inbox, api_key] =
            ["payable", "deprecated", "tool", "socket", "per_inbox", "api_key"].map(|flag| declaration.has(flag));
        let dialects = [("page", quote!(Page)), ("scim", quote!(Scim)), ("mcp", quote!(Mcp))];
        let dialect = dialects.into_iter().find_map(|(flag, dialect)| declaration.has(flag).then_some(dialect));
        let dialect = dialect.unwrap_or_else(|| quote!(Json));
        quote! {
            crate::wire::Operation {
                id: #name,
                method: crate::wire::Method::#method,
                path: #path,
                aliases: &[#(#aliases),*],
                runs_in_pod: #in_pod,
                caller: #caller,
                permission: #permission,
                idempotency: #idempotency,
                max_body: #max_body,
                reads_query: false #(|| <#arguments as crate::wire::FromCall>::READS_QUERY)*,
                headers: &[&[#(#headers),*] #(, <#arguments as crate::wire::FromCall>::HEADERS)*],
                errors: &[&[#((crate::error::Code::#codes, #reasons)),*] #errors_of],
                audit: &[#(crate::audit_action::AuditAction::#audit),*],
                events: &[#(crate::event_kind::EventKind::#events),*],
                is_payable: #payable,
                is_deprecated: #deprecated,
                is_tool: #tool,
                dialect: crate::wire::Dialect::#dialect,
                is_socket: #socket,
                is_per_inbox: #per_inbox,
                takes_api_key: #api_key,
                call: <Self as crate::wire::Declared>::call,
                #[cfg(not(target_arch = "wasm32"))]
                describe: <Self as crate::wire::Declared>::describe,
            }
        }
    }

    /// The attribute of utoipa. Not in the worker, which serves the finished document.
    fn document(&self, declaration: &Declaration) -> TokenStream {
        if !declaration.is_documented() {
            return TokenStream::new();
        }
        let Declaration { path, tag, .. } = declaration;
        let method = Ident::new(&declaration.method.to_string().to_lowercase(), declaration.method.span());
        let parameters = self.parameters(declaration);
        let body = declaration.body.clone().or_else(|| {
            let body = self.inner(&["Body", "BodyOrForm", "BodyOrItems"])?;
            Some(quote!(request_body = #body,))
        });
        let replies = declaration.replies.clone().unwrap_or_else(|| {
            let description = declaration.reply.as_ref().map_or_else(|| "Done.".to_owned(), LitStr::value);
            match self.reply() {
                Some((status, body)) => quote!((status = #status, description = #description, body = #body)),
                None => quote!((status = 200, description = #description)),
            }
        });
        let described = quote! {
            ::utoipa::path(
                #method, path = #path, tag = #tag, params(#(#parameters),*), #body responses(#replies)
            )
        };
        if declaration.has("scim") {
            // Its types are in the document only.
            quote!(#[cfg_attr(not(target_arch = "wasm32"), #described)])
        } else {
            quote!(#[#described])
        }
    }

    /// The function that returns utoipa's description.
    fn describe(&self, declaration: &Declaration) -> TokenStream {
        let (name, tag) = (format_ident!("__path_{}", self.function.sig.ident), &declaration.tag);
        let described = if !declaration.is_documented() {
            quote!(::std::default::Default::default())
        } else {
            quote! {{
                <#name as ::utoipa::__dev::SchemaReferences>::schemas(schemas);
                let mut described = <#name as ::utoipa::Path>::operation();
                described.tags = Some(vec![#tag.to_owned()]);
                described
            }}
        };
        quote! {
            #[cfg(not(target_arch = "wasm32"))]
            #[allow(unused_variables)]
            fn describe(schemas: &mut crate::wire::Schemas) -> ::utoipa::openapi::path::Operation {
                #described
            }
        }
    }

    fn parameters(&self, declaration: &Declaration) -> Vec<TokenStream> {
        let types: Vec<Type> = match self.inner(&["Path"]) {
            Some(Type::Tuple(TypeTuple { elems, .. })) => elems.iter().cloned().collect(),
            Some(single) => vec![single.clone()],
            None => Vec::new(),
        };
        let in_path = declaration.parameters.iter().zip(types).map(|((name, description), of)| {
            let name = name.to_string();
            quote!((#name = #of, Path, #description))
        });
        let in_query = self.arguments.iter().filter_map(|argument| generic(argument, &["Query"]));
        in_path.chain(in_query.map(|query| quote!(#query))).collect()
    }

    /// The first type that one of these wraps.
    fn inner(&self, names: &[&str]) -> Option<&Type> {
        self.arguments.iter().find_map(|argument| generic(argument, names))
    }

    /// Status and body of the reply, by the type that is returned.
    fn reply(&self) -> Option<(u16, Type)> {
        let ReturnType::Type(_, returned) = &self.function.sig.output else { return None };
        let mut returned: &Type = returned;
        loop {
            for (name, status) in [("Json", 200_u16), ("Created", 201), ("Accepted", 202)] {
                if let Some(body) = generic(returned, &[name]) {
                    return Some((status, body.clone()));
                }
            }
            returned = generic(returned, &["Result", "NoStore", "Replayed"])?;
        }
    }
}

/// `T` of `Name<T>`, by the last segment of the path.
fn generic<'a>(of: &'a Type, names: &[&str]) -> Option<&'a Type> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let is_named = names.iter().any(|name| last.ident == name);
    arguments.args.iter().filter(|_| is_named).find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}
