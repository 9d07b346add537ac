# Turn files into one C source: cmake -DOUT=file.c -DROOT=dir -DFILES="a|b" [-DHEADER=h -DTYPE=t -DNAME=n] -P embed.cmake
#
# The result is an array NAME of TYPE (path, bytes, their number), and NAME_n; HEADER declares both.
# Byte-exact: every byte is written as a number, so that no quoting, line end or length limit of string literals matters.
cmake_minimum_required(VERSION 3.25)

set(HEADER "harness/cases/cases.h" CACHE STRING "")
set(TYPE "rms_builtin_file" CACHE STRING "")
set(NAME "rms_builtin_files" CACHE STRING "")
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(rows "")
set(n 0)
foreach(file IN LISTS files)
  file(READ "${ROOT}/${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
  # The closing zero is not counted; it keeps the array of an empty file legal.
  string(APPEND arrays "static const unsigned char file${n}[] = {\n${bytes}0};\n")
  string(APPEND rows "    {\"${file}\", (const char *)file${n}, sizeof file${n} - 1},\n")
  math(EXPR n "${n} + 1")
endforeach()

file(WRITE "${OUT}"
"/* Made by cmake/embed.cmake. */
#include \"${HEADER}\"

${arrays}
/* The last row is none: an array without elements is no C. */
const ${TYPE} ${NAME}[] = {
${rows}    {0, 0, 0},
};
const size_t ${NAME}_n = ${n};
")
