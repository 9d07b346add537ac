#include "reference/ram/parts.h"

#include <string.h>

/* ---- patterns ---- */

static int fold(int c, int is_folded)
{
    return is_folded && c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Behind one character, which in UTF-8 may be several bytes. */
static const char *behind(const char *text)
{
    text++;
    while (((unsigned char)*text & 0xc0) == 0x80)
        text++;
    return text;
}

/* The last '*' takes one more byte whenever what follows does not fit: no recursion, length times length at most. */
int rms_ram_matches(const char *pattern, const char *text, int is_folded)
{
    const char *star = NULL, *tried = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            tried = text;
        } else if (*pattern == '?') {
            pattern++;
            text = behind(text);
        } else if (*pattern && fold((unsigned char)*pattern, is_folded) == fold((unsigned char)*text, is_folded)) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star;
            text = ++tried;
        } else {
            return 0;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

static int equals(const char *a, const char *b, int is_folded)
{
    while (*a && fold((unsigned char)*a, is_folded) == fold((unsigned char)*b, is_folded)) {
        a++;
        b++;
    }
    return *a == *b;
}

static int any_matches(const rms_ram_texts *patterns, const char *text, int is_folded, int is_pattern)
{
    for (size_t i = 0; i < patterns->n; i++)
        if (is_pattern ? rms_ram_matches(patterns->v[i], text, is_folded) : equals(patterns->v[i], text, is_folded))
            return 1;
    return 0;
}

/* Where wildcards are literal, "*" alone still means everything: a policy without it could not be written. */
static int any_names(const rms_ram_texts *patterns, const char *text, int is_folded, const rms_ram_quirks *quirks)
{
    if (!quirks->wildcards_literal)
        return any_matches(patterns, text, is_folded, 1);
    for (size_t i = 0; i < patterns->n; i++)
        if (!strcmp(patterns->v[i], "*"))
            return 1;
    return any_matches(patterns, text, is_folded, 0);
}

/* Behind region and account of "acs:SERVICE:REGION:ACCOUNT:RESOURCE"; NULL where the text is no such name. */
static const char *behind_place(const char *arn)
{
    for (int i = 0; arn && i < 4; i++) {
        arn = strchr(arn, ':');
        arn = arn ? arn + 1 : NULL;
    }
    return arn;
}

static int any_names_resource(const rms_ram_texts *patterns, const char *arn, const rms_ram_quirks *quirks)
{
    const rms_ram_texts read = {patterns->v, quirks->first_of_list && patterns->n ? 1 : patterns->n};
    for (size_t i = 0; quirks->places_ignored && i < read.n; i++) {
        const char *pattern = behind_place(read.v[i]);
        if (pattern && rms_ram_matches(pattern, behind_place(arn), 0))
            return 1;
    }
    return any_names(&read, arn, 0, quirks);
}

/* ---- statements ---- */

static int condition_holds(const rms_ram_condition *condition, const rms_ram_request *request,
                           const rms_ram_quirks *quirks)
{
    const rms_ram_operator *compare = condition->compare;
    for (size_t i = 0; i < request->n_tags; i++)
        if (!strcmp(request->tags[i].key, condition->tag))
            return any_matches(&condition->values, request->tags[i].value, compare->is_folded, compare->is_pattern) !=
                   compare->is_negative;
    return compare->is_negative || quirks->missing_tag_holds;
}

static int conditions_hold(const rms_ram_statement *statement, const rms_ram_request *request,
                           const rms_ram_quirks *quirks)
{
    size_t n_holding = 0;
    for (size_t i = 0; i < statement->n_conditions; i++)
        n_holding += condition_holds(&statement->conditions[i], request, quirks) != 0;
    return quirks->tags_ignored || n_holding == statement->n_conditions || (quirks->any_condition && n_holding);
}

/* Actions are compared without regard to case, resources with it. */
static int concerns(const rms_ram_statement *statement, const rms_ram_request *request, const char *arn,
                    const rms_ram_quirks *quirks)
{
    int is_action = quirks->actions_ignored ||
                    any_names(&statement->actions, request->action, 1, quirks) != statement->is_not_action;
    int is_resource = quirks->resources_ignored ||
                      any_names_resource(&statement->resources, arn, quirks) != statement->is_not_resource;
    return is_action && is_resource;
}

/* What the statements say of one resource. */
typedef struct opinion {
    int allowed, denied, spoken_of;
} opinion;

static opinion opinion_on(const rms_ram_policy *const *policies, size_t n, const rms_ram_request *request,
                          const char *arn, const rms_ram_quirks *quirks)
{
    opinion found = {0};
    for (size_t p = 0; p < n; p++)
        for (size_t s = 0; s < policies[p]->n_statements; s++) {
            const rms_ram_statement *statement = &policies[p]->statements[s];
            if (!concerns(statement, request, arn, quirks))
                continue;
            found.spoken_of = 1;
            if (!conditions_hold(statement, request, quirks))
                continue;
            found.denied |= statement->is_deny;
            found.allowed |= !statement->is_deny;
        }
    if (quirks->no_default_deny && !found.spoken_of)
        found.allowed = 1;
    if (quirks->deny_loses && found.allowed)
        found.denied = 0;
    return found;
}

rms_ram_decision rms_ram_decide(const rms_ram_policy *const *policies, size_t n, const rms_ram_request *request,
                                const rms_ram_quirks *quirks)
{
    static const rms_ram_quirks none = {0};
    rms_ram_decision decision = RMS_RAM_ALLOWED;
    quirks = quirks ? quirks : &none;
    for (size_t i = 0; !quirks->ignored && i < request->n_resources; i++) {
        const rms_ram_resource *resource = &request->resources[i];
        if (!resource->required && quirks->optional_ignored)
            continue;
        opinion found = opinion_on(policies, n, request, resource->arn, quirks);
        if (found.denied)
            return RMS_RAM_DENIED;
        if (!found.allowed && (resource->required || quirks->optional_required))
            decision = RMS_RAM_NOT_ALLOWED;
    }
    return decision;
}
