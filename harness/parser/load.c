#include "harness/parser/call.h"

#include <dlfcn.h>
#include <string.h>

rms_status rms_parser_load(const char *path, rms_loaded_parser *ret, rms_error *err)
{
    const rms_parser_table *(*getter)(void) = NULL;
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!object)
        return rms_fail(err, RMS_E_IO, 0, "%s", dlerror());
    void *symbol = dlsym(object, "rms_parser_under_test");
    memcpy(&getter, &symbol, sizeof getter); /* ISO C has no cast for this */
    const rms_parser_table *table = getter ? getter() : NULL;
    const char *wrong = getter ? rms_parser_table_check(table) : "it does not export rms_parser_under_test";
    if (wrong) {
        (void)dlclose(object);
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "%s: %s", path, wrong);
    }
    *ret = (rms_loaded_parser){object, table};
    return RMS_OK;
}

void rms_parser_unload(rms_loaded_parser *loaded)
{
    if (loaded->object)
        (void)dlclose(loaded->object);
    *loaded = (rms_loaded_parser){0};
}
