#!/bin/bash -eu
exec bash "$SRC/rmspec/fuzz/oss-fuzz/build.sh"
