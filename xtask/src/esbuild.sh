#!/bin/sh
# Bundles as worker-build asks, but leaves the imports of documents to the runtime: worker-build takes no such option.
exec "$ESBUILD" --external:./openapi.bin --external:./tools.bin --external:./docs.bin --external:./console.bin "$@"
