/* Baselines: which check an entry names, and writing entries down. */
#include "harness/cases/baseline.h"

#include "harness/cases/cases.h"
#include "harness/cases/yaml_print.h"

#include <string.h>

/* The check that judges the case's own rule, not one that every exchange carries. */
static int is_own(const rms_baseline_names *names)
{
    const size_t n = strlen(names->rule);
    return strncmp(names->rule, names->case_id, n) == 0 && names->case_id[n] == '/';
}

int rms_baseline_match(const char *match, const rms_baseline_names *names)
{
    const int is_glob = strpbrk(match, "*?") != NULL;
    if (rms_id_matches(match, names->rule) || (is_own(names) && rms_id_matches(match, names->case_id)))
        return 1;
    return is_glob ? rms_id_matches(match, names->check) : strcmp(match, names->check) == 0;
}

rms_status rms_baseline_print(const rms_baseline_entry *entries, size_t n, rms_buffer *out)
{
    rms_printer p;
    if (rms_print_begin(&p, out) != RMS_OK)
        return RMS_E_NOMEM;
    rms_print_open_list(&p, n ? RMS_PRINT_BLOCK : RMS_PRINT_FLOW);
    for (size_t i = 0; i < n; i++) {
        rms_print_open_map(&p, RMS_PRINT_BLOCK);
        rms_print_text_pair(&p, "match", entries[i].match);
        rms_print_text_pair(&p, "reason", entries[i].reason);
        rms_print_text_pair(&p, "owner", entries[i].owner);
        rms_print_text_pair(&p, "expires", entries[i].expires);
        rms_print_close_map(&p);
    }
    rms_print_close_list(&p);
    return rms_print_end(&p);
}
