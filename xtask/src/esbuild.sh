#!/bin/sh
# Bundles as worker-build asks, but leaves the import of the API document to the runtime: worker-build takes no such option.
exec "$ESBUILD" --external:./openapi.bin "$@"
