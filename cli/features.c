/* What the endpoint can be asked: features that the user claims, and those that follow from how it is spoken to. */
#include "cli/target.h"

#include "harness/run/run.h"

#include <stdio.h>
#include <string.h>

#define VERIFICATION   "verification"
#define SIGNATURE_V3   "signature-v3"
#define SECURITY_TOKEN "security-token"

static int is_among(const char *const *list, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], text) == 0)
            return 1;
    return 0;
}

static void add(const cli_options *options, cli_target *target, const char *feature)
{
    if (!is_among(target->features, target->n_features, feature) &&
        !is_among(options->lacks.v, options->lacks.n, feature))
        target->features[target->n_features++] = feature;
}

int cli_target_features(const char *command, const cli_options *options, cli_target *target)
{
    const rms_sign_with *sign = &target->arrange.sign;
    const int is_own = target->reference && sign->signature != RMS_SIGNATURE_NONE; /* which does all of it */
    target->features = rms_arena_alloc(target->arena, options->features.n + 3, sizeof *target->features);
    if (!target->features) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    for (size_t i = 0; i < options->features.n; i++) {
        if (is_among(options->lacks.v, options->lacks.n, options->features.v[i]))
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
    if (sign->signature == RMS_SIGNATURE_NONE && is_among(target->features, target->n_features, VERIFICATION))
        return cli_option_complain(command, options, "has",
                                   "an endpoint that verifies refuses what is not signed: set RMSPEC_ACCESS_KEY_ID and "
                                   "RMSPEC_ACCESS_KEY_SECRET, or name a file with --credentials");
    return 0;
}
