# cmake -DIN=source -DPATCH=patch -DOUT=copy -DTOOL=patch(1) -P apply.cmake: a copy of a source with bugs planted in it.
cmake_minimum_required(VERSION 3.25)
file(REMOVE "${OUT}")
execute_process(COMMAND "${TOOL}" --quiet --batch --fuzz=2 --reject-file=- --no-backup-if-mismatch --output "${OUT}" "${IN}" "${PATCH}"
  RESULT_VARIABLE code OUTPUT_VARIABLE told ERROR_VARIABLE told)
if(NOT code EQUAL 0)
  file(REMOVE "${OUT}")
  message(FATAL_ERROR "${PATCH}\nno longer fits\n${IN}\nThe source has changed where a bug is planted. "
    "Plant it anew in a copy and renew the patch: fuzz/planted/README.md.\n${told}")
endif()
