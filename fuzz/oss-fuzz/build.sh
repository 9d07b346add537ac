#!/bin/bash -eu
# The build under the OSS-Fuzz contract, here and in .clusterfuzzlite: CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE SRC WORK
# OUT SANITIZER FUZZING_ENGINE come from outside, and no flag is added to them. RMS_FUZZ_TARGETS: only these.
root=$SRC/rmspec
build=$WORK/rmspec
mutator=OFF
case ${FUZZING_ENGINE:-libfuzzer} in
libfuzzer | centipede) mutator=ON ;; # these call LLVMFuzzerCustomMutator
esac
case ${SANITIZER:-address} in
coverage | introspector | none) mutator=OFF ;;
esac
jansson=
if [ -f "$SRC/jansson/CMakeLists.txt" ]; then
    jansson=$SRC/jansson
fi

cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE= -DBUILD_TESTING=OFF -DRMS_WERROR=OFF \
    -DRMS_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" -DRMS_FUZZ_MUTATOR="$mutator" -DRMS_STATIC_LIBRARIES=ON \
    -DRMS_JANSSON_SOURCE="$jansson"

targets=${RMS_FUZZ_TARGETS:-$(grep -v yardstick "$build/fuzz/targets.txt")}
# shellcheck disable=SC2086
cmake --build "$build" --target $(printf 'fuzz_%s ' $targets)

for name in $targets; do
    cp "$build/fuzz/fuzz_$name" "$OUT/"
    (cd "$root/corpus/$name" && zip -q -r "$OUT/fuzz_${name}_seed_corpus.zip" . -x MANIFEST.tsv -x '*/MANIFEST.tsv')
    if [ -f "$root/fuzz/options/$name.options" ]; then
        cp "$root/fuzz/options/$name.options" "$OUT/fuzz_$name.options"
    fi
    if [ -f "$root/fuzz/dict/$name.dict" ]; then
        cp "$root/fuzz/dict/$name.dict" "$OUT/fuzz_$name.dict"
    fi
done
