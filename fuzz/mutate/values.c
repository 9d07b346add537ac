#include "fuzz/mutate/operators.h"

#include "protocol/catalogue.h"

#include <stdio.h>
#include <string.h>

rms_span rms_mut_word(const char *text)
{
    return (rms_span){text, strlen(text)};
}

size_t rms_mut_some_count(rms_mut_random *random)
{
    static const size_t counts[] = {0, 1, 19, 20, 21, 40};
    return counts[rms_mut_below(random, RMS_COUNT(counts))];
}

rms_span rms_mut_edge(rms_mut_random *random)
{
    static const char *const edges[] = {
        "0",
        "1",
        "2",
        "19",
        "20",
        "21",
        "22",
        "40",
        "79",
        "80",
        "81",
        "99",
        "100",
        "101",
        "127",
        "128",
        "129",
        "255",
        "256",
        "1000",
        "1001",
        "9999",
        "10000",
        "65535",
        "65536",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "4294967297",
        "4294967316",
        "-1",
        "-0",
        "+1",
        "-2147483649",
        "00",
        "01",
        "007",
        "020",
        "0x1",
        "1e1",
        "1.0",
        "1.5",
        "",
        "18446744073709551615",
        "18446744073709551617",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999999999",
    };
    return rms_mut_word(edges[rms_mut_below(random, RMS_COUNT(edges))]);
}

static const rms_action_row *some_removal(rms_mut_random *random)
{
    size_t n = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n);
    const rms_action_row *chosen = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].under_test && rms_mut_one_in(random, ++seen))
            chosen = &rows[i];
    return chosen;
}

rms_span rms_mut_action(rms_mut_random *random)
{
    const rms_action_row *row = some_removal(random);
    return rms_mut_word(row ? row->name : "");
}

rms_span rms_mut_parameter_name(rms_mut_random *random)
{
    size_t n = 0;
    const char *const *common = rms_catalogue_common_parameters(&n);
    const rms_action_row *row = some_removal(random);
    if (!row || rms_mut_one_in(random, 4))
        return rms_mut_word(common[rms_mut_below(random, n)]);
    return rms_mut_word(row->params[rms_mut_below(random, row->n_params)].name);
}

rms_span rms_mut_id(rms_span like, size_t turn, char ret_text[RMS_MUT_VALUE_MAX])
{
    const int kept = like.n > 8 ? 8 : (int)like.n;
    const int n = snprintf(ret_text, RMS_MUT_VALUE_MAX, "%.*s%zu", kept, like.p, turn);
    return (rms_span){ret_text, n > 0 ? (size_t)n : 0};
}
