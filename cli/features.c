/* What the endpoint can be asked: features that the user claims, and those that follow from how it is spoken to. */
#include "cli/target.h"

#include "harness/run/run.h"
#include "protocol/among.h"
#include "protocol/nearest.h"

#include <stdio.h>
#include <string.h>

enum { FEATURES_MAX = 16 }; /* that follow from the rest */

#define VERIFICATION   "verification"
#define SIGNATURE_V3   "signature-v3"
#define SECURITY_TOKEN "security-token"
#define DIALECT        "dialect-" /* and a word of --dialects */

static void add(const cli_options *options, cli_target *target, const char *feature)
{
    if (!rms_is_among(target->features, target->n_features, feature) &&
        !rms_is_among(options->lacks.v, options->lacks.n, feature))
        target->features[target->n_features++] = feature;
}

/* The dialects that were named; the built-in reference endpoint speaks all of them. */
static int add_dialects(const cli_options *options, cli_target *target)
{
    for (const char *word = cli_option_find("dialects")->words; *word; word += strspn(word, " ")) {
        const size_t n = strcspn(word, " ");
        const char *feature = rms_arena_printf(target->arena, DIALECT "%.*s", (int)n, word);
        if (!feature)
            return 0;
        if (target->reference || rms_is_among(options->dialects.v, options->dialects.n, feature + strlen(DIALECT)))
            add(options, target, feature);
        word += n;
    }
    return 1;
}

/* What is said in one place twice over contradicts itself; the command line is stronger than a profile. */
static int is_overruled(const cli_options *options, const char *feature)
{
    return rms_is_among(options->lacks.v, options->lacks.n, feature) &&
           cli_option_origin(options, "lacks")->kind > cli_option_origin(options, "has")->kind;
}

int cli_target_features(const char *command, const cli_options *options, cli_target *target)
{
    const rms_sign_with *sign = &target->arrange.sign;
    const int is_own = target->reference && sign->signature != RMS_SIGNATURE_NONE; /* which does all of it */
    target->features = rms_arena_alloc(target->arena, options->features.n + FEATURES_MAX, sizeof *target->features);
    if (!target->features) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    for (size_t i = 0; i < options->features.n; i++) {
        if (is_overruled(options, options->features.v[i]))
            continue;
        if (rms_is_among(options->lacks.v, options->lacks.n, options->features.v[i]))
            return cli_option_complain(command, options, "lacks", "'%s' is given with --has too",
                                       options->features.v[i]);
        add(options, target, options->features.v[i]);
    }
    if (is_own)
        add(options, target, VERIFICATION);
    if (is_own || sign->signature == RMS_SIGNATURE_V3)
        add(options, target, SIGNATURE_V3);
    if (sign->credentials.token)
        add(options, target, SECURITY_TOKEN);
    if (!add_dialects(options, target)) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    if (sign->signature == RMS_SIGNATURE_NONE && rms_is_among(target->features, target->n_features, VERIFICATION))
        return cli_option_complain(command, options, "has",
                                   "an endpoint that verifies refuses what is not signed: set RMSPEC_ACCESS_KEY_ID and "
                                   "RMSPEC_ACCESS_KEY_SECRET, or name a file with --credentials");
    return 0;
}

/* ---- features that nobody asks for are slips ---- */

static int is_needed(const rms_suite *suite, const char *feature, rms_nearest *near)
{
    for (size_t i = 0; i < suite->n_rules; i++) {
        const rms_rule *rule = suite->rules[i];
        for (size_t k = 0; k < rule->n_needs; k++)
            if (strcmp(rule->needs[k], feature) == 0)
                return 1;
            else
                rms_nearest_offer(near, rule->needs[k]);
        for (size_t c = 0; c < rule->n_cases; c++)
            for (size_t k = 0; k < rule->cases[c].n_needs; k++)
                if (strcmp(rule->cases[c].needs[k], feature) == 0)
                    return 1;
                else
                    rms_nearest_offer(near, rule->cases[c].needs[k]);
    }
    return 0;
}

int cli_features_check(const char *command, const cli_options *options, const rms_suite *suite)
{
    const struct {
        const char *name;
        const cli_list *list;
    } said[] = {{"has", &options->features}, {"lacks", &options->lacks}};
    for (size_t s = 0; s < RMS_COUNT(said); s++)
        for (size_t i = 0; i < said[s].list->n; i++) {
            const char *feature = said[s].list->v[i];
            rms_nearest near = {.word = feature};
            if (is_needed(suite, feature, &near))
                continue;
            return near.best ? cli_option_complain(command, options, said[s].name,
                                                   "no case needs '%s'; did you mean '%s'?", feature, near.best)
                             : cli_option_complain(command, options, said[s].name,
                                                   "no case needs '%s'; docs/profiles.md lists the features", feature);
        }
    return 0;
}
