/* Parameters of query and body: matched one by one, first as they stand, then by what they mean. */
#include "harness/gateway/compare.h"

#include "protocol/percent.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PLACES = 2, SHOWN = 72 };
static const char *const place_names[PLACES] = {[RMS_PLACE_QUERY] = "query", [RMS_PLACE_BODY] = "body"};

/* One "name=value" between two '&'. */
typedef struct piece {
    rms_span raw;
    char *name, *value; /* decoded, '+' being a blank */
    size_t name_n, value_n;
    int has_equals;
    rms_place place;
    struct piece *other; /* the one on the other side that it matches */
} piece;

typedef struct pieces {
    piece *v;
    size_t n;
    rms_span text[PLACES];
} pieces;

typedef struct comparison {
    pieces sent, arrived;
    int cut[PLACES];
    rms_changes *changes;
} comparison;

/* ---- taking apart ---- */

/* What is no escape stands for itself. */
static char *decode(rms_span text, size_t *ret_n)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    rms_buffer_append(&out, "", 0);
    for (size_t i = 0; i < text.n; i++) {
        const int is_escape = text.p[i] == '%' && i + 2 < text.n && isxdigit((unsigned char)text.p[i + 1]) &&
                              isxdigit((unsigned char)text.p[i + 2]);
        if (is_escape)
            (void)rms_percent_decode((rms_span){text.p + i, 3}, RMS_PLUS_IS_SPACE, &out, NULL);
        else
            rms_buffer_putc(&out, (char)(text.p[i] == '+' ? ' ' : text.p[i]));
        i += is_escape ? 2 : 0;
    }
    return rms_buffer_take(&out, ret_n);
}

static int add_piece(pieces *to, rms_span raw, rms_place place)
{
    piece *larger = realloc(to->v, (to->n + 1) * sizeof *larger);
    if (!larger)
        return 0;
    to->v = larger;
    const char *equals = memchr(raw.p, '=', raw.n);
    const size_t name_n = equals ? (size_t)(equals - raw.p) : raw.n;
    piece p = {.raw = raw, .has_equals = equals != NULL, .place = place};
    p.name = decode((rms_span){raw.p, name_n}, &p.name_n);
    p.value = decode(equals ? (rms_span){equals + 1, raw.n - name_n - 1} : (rms_span){"", 0}, &p.value_n);
    to->v[to->n++] = p;
    return p.name && p.value;
}

static int split(pieces *to, rms_span text, rms_place place)
{
    to->text[place] = text;
    for (size_t from = 0; from < text.n;) {
        const char *end = memchr(text.p + from, '&', text.n - from);
        const size_t n = end ? (size_t)(end - text.p) - from : text.n - from;
        if (n && to->n < RMS_FORM_PAIRS_MAX && !add_piece(to, (rms_span){text.p + from, n}, place))
            return 0;
        from += n + 1;
    }
    return 1;
}

/* @p is_form: of the request as it was sent, which says what its body was meant to be. */
static int take_apart(pieces *to, const rms_hop_request *request, int is_form)
{
    const char *query = strchr(request->target, '?');
    to->text[RMS_PLACE_BODY] = rms_span_of("");
    return split(to, rms_span_of(query ? query + 1 : ""), RMS_PLACE_QUERY) &&
           (!is_form || split(to, request->body, RMS_PLACE_BODY));
}

static void done(pieces *all)
{
    for (size_t i = 0; i < all->n; i++) {
        free(all->v[i].name);
        free(all->v[i].value);
    }
    free(all->v);
}

/* ---- matching ---- */

static int same_name(const piece *a, const piece *b)
{
    return a->name_n == b->name_n && memcmp(a->name, b->name, a->name_n) == 0;
}

static int same_value(const piece *a, const piece *b)
{
    return a->value_n == b->value_n && memcmp(a->value, b->value, a->value_n) == 0;
}

static int alike(const piece *a, const piece *b)
{
    return a->place == b->place && rms_span_equal(a->raw, b->raw);
}

static int mean_the_same(const piece *a, const piece *b)
{
    return a->place == b->place && same_name(a, b) && same_value(a, b);
}

/* But for blanks that became plus signs or the other way round. */
static int mean_nearly(const piece *a, const piece *b)
{
    if (a->place != b->place || !same_name(a, b) || a->value_n != b->value_n)
        return 0;
    for (size_t i = 0; i < a->value_n; i++)
        if (a->value[i] != b->value[i] && !(strchr("+ ", a->value[i]) && strchr("+ ", b->value[i])))
            return 0;
    return 1;
}

static int stand_elsewhere(const piece *a, const piece *b)
{
    return a->place != b->place && same_name(a, b) && same_value(a, b);
}

static int share_a_name(const piece *a, const piece *b)
{
    return a->place == b->place && same_name(a, b);
}

/* Pair what is not paired yet; places that are cut are left out by the loosest test. */
static void match(comparison *c, int (*test)(const piece *, const piece *), int is_loose)
{
    for (size_t i = 0; i < c->sent.n; i++) {
        piece *from = &c->sent.v[i];
        if (from->other || (is_loose && c->cut[from->place]))
            continue;
        for (size_t k = 0; k < c->arrived.n && !from->other; k++) {
            piece *to = &c->arrived.v[k];
            if (to->other || !test(from, to))
                continue;
            from->other = to;
            to->other = from;
        }
    }
}

/* ---- findings ---- */

static int same_but_hex_case(rms_span a, rms_span b)
{
    if (a.n != b.n)
        return 0;
    for (size_t i = 0; i < a.n; i++) {
        const int in_escape = (i >= 1 && a.p[i - 1] == '%') || (i >= 2 && a.p[i - 2] == '%');
        if (a.p[i] != b.p[i] && !(in_escape && tolower((unsigned char)a.p[i]) == tolower((unsigned char)b.p[i])))
            return 0;
    }
    return 1;
}

static size_t count(rms_span text, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == c;
    return n;
}

static void tell_pair(const comparison *c, rms_change kind, const char *what, const piece *from)
{
    char a[SHOWN], b[SHOWN];
    rms_changes_add(c->changes, kind, "%s in the %s: %s arrives as %s", what, place_names[from->place],
                    rms_shown(from->raw, a, sizeof a), rms_shown(from->other->raw, b, sizeof b));
}

/* Two that mean the same and do not stand the same. */
static void tell_encoding(const comparison *c, const piece *from)
{
    const piece *to = from->other;
    if (from->has_equals != to->has_equals)
        tell_pair(c, RMS_CHANGE_EMPTY, "an empty value is written otherwise", from);
    else if (same_but_hex_case(from->raw, to->raw))
        tell_pair(c, RMS_CHANGE_HEX_CASE, "the digits of escapes change their case", from);
    else if (count(from->raw, '+') != count(to->raw, '+'))
        tell_pair(c, RMS_CHANGE_PLUS, "a blank is written otherwise", from);
    else
        tell_pair(c, RMS_CHANGE_ENCODING, "other escapes", from);
}

static void tell_matched(const comparison *c, const piece *from)
{
    const piece *to = from->other;
    char a[SHOWN];
    if (from->place != to->place)
        rms_changes_add(c->changes, RMS_CHANGE_MOVED, "%s is moved from the %s to the %s",
                        rms_shown(from->raw, a, sizeof a), place_names[from->place], place_names[to->place]);
    else if (!same_value(from, to) && mean_nearly(from, to))
        tell_pair(c, RMS_CHANGE_PLUS, "a plus sign and a blank are mixed up", from);
    else if (!same_value(from, to))
        tell_pair(c, RMS_CHANGE_VALUE, "another value", from);
    else if (!rms_span_equal(from->raw, to->raw))
        tell_encoding(c, from);
}

static size_t times(const pieces *all, const piece *like)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        n += share_a_name(&all->v[i], like);
    return n;
}

static void tell_missing(const comparison *c, const piece *from)
{
    char a[SHOWN];
    const char *shown = rms_shown(from->raw, a, sizeof a), *place = place_names[from->place];
    if (c->cut[from->place])
        return; /* told with the cut */
    if (times(&c->sent, from) > 1 && times(&c->arrived, from) > 0)
        rms_changes_add(c->changes, RMS_CHANGE_REPEATED, "of a repeated parameter of the %s, %s does not arrive", place,
                        shown);
    else if (from->value_n == 0)
        rms_changes_add(c->changes, RMS_CHANGE_EMPTY, "the empty parameter %s of the %s does not arrive", shown, place);
    else
        rms_changes_add(c->changes, RMS_CHANGE_DROPPED, "the parameter %s of the %s does not arrive", shown, place);
}

static void tell_extra(const comparison *c, const piece *to)
{
    char a[SHOWN];
    const int repeats = times(&c->sent, to) > 0;
    rms_changes_add(c->changes, repeats ? RMS_CHANGE_REPEATED : RMS_CHANGE_ADDED,
                    repeats ? "%s arrives once more in the %s" : "%s is added to the %s",
                    rms_shown(to->raw, a, sizeof a), place_names[to->place]);
}

static void tell_order(const comparison *c, rms_place place)
{
    const piece *last = NULL;
    char a[SHOWN], b[SHOWN];
    for (size_t i = 0; i < c->sent.n; i++) {
        const piece *to = c->sent.v[i].other;
        if (!to || to->place != place || c->sent.v[i].place != place)
            continue;
        if (last && to < last) {
            rms_changes_add(c->changes, RMS_CHANGE_ORDER,
                            "the parameters of the %s arrive in another order: %s before %s", place_names[place],
                            rms_shown(to->raw, a, sizeof a), rms_shown(last->raw, b, sizeof b));
            return;
        }
        last = to;
    }
}

/* The beginning arrives, and something is missing behind it. A body that is cut is told with the bodies. */
static void find_cut(comparison *c, rms_place place)
{
    const rms_span from = c->sent.text[place], to = c->arrived.text[place];
    if (to.n >= from.n || memcmp(from.p, to.p, to.n) != 0)
        return;
    size_t missing = 0;
    int moved = 0;
    for (size_t i = 0; i < c->sent.n; i++) {
        const piece *one = &c->sent.v[i];
        missing += one->place == place && !one->other;
        moved |= one->place == place && one->other && one->other->place != place;
    }
    const int is_one_dropped = to.n && from.p[to.n] == '&' && missing == 1;
    c->cut[place] = !moved && !is_one_dropped;
    if (c->cut[place] && place == RMS_PLACE_QUERY)
        rms_changes_add(c->changes, RMS_CHANGE_QUERY_CUT,
                        to.n ? "the query is cut: %zu of %zu bytes arrive" : "no query arrives: %zu of %zu bytes", to.n,
                        from.n);
}

static void compare(comparison *c)
{
    match(c, alike, 0);
    match(c, mean_the_same, 0);
    match(c, stand_elsewhere, 0);
    find_cut(c, RMS_PLACE_QUERY);
    find_cut(c, RMS_PLACE_BODY);
    match(c, mean_nearly, 1);
    match(c, share_a_name, 1);
    for (size_t i = 0; i < c->sent.n; i++)
        if (c->sent.v[i].other)
            tell_matched(c, &c->sent.v[i]);
        else
            tell_missing(c, &c->sent.v[i]);
    for (size_t i = 0; i < c->arrived.n; i++)
        if (!c->arrived.v[i].other && !c->cut[c->arrived.v[i].place])
            tell_extra(c, &c->arrived.v[i]);
    tell_order(c, RMS_PLACE_QUERY);
    tell_order(c, RMS_PLACE_BODY);
}

void rms_compare_parameters(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes)
{
    comparison c = {.changes = changes};
    const int is_form = rms_hop_has_form(sent);
    if (take_apart(&c.sent, sent, is_form) && take_apart(&c.arrived, arrived, is_form))
        compare(&c);
    else
        changes->status = RMS_E_NOMEM;
    done(&c.sent);
    done(&c.arrived);
}
