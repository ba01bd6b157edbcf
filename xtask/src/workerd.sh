#!/bin/sh
# Starts workerd so that the kernel ends it when the process that started it is gone.
exec setpriv --pdeathsig KILL -- "$WORKERD" "$@"
