/* What a replayed case came to, and in which answers it differs from the recorded one. */
#include "cli/replay.h"

#include "protocol/buffer.h"
#include "reports/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 79, INDENT = 6, BODY_SHOWN = 600, MADE_UP_LENGTH = 12 };

const char *cli_replayed_words(cli_replayed replayed)
{
#define AS_WORDS(id, words, several, code) words,
    static const char *const words[] = {CLI_REPLAYED_MAP(AS_WORDS)};
    return words[replayed];
}

const char *cli_replayed_several(cli_replayed replayed)
{
#define AS_SEVERAL(id, words, several, code) several,
    static const char *const words[] = {CLI_REPLAYED_MAP(AS_SEVERAL)};
    return words[replayed];
}

int cli_replayed_exit(cli_replayed replayed)
{
#define AS_CODE(id, words, several, code) code,
    static const int codes[] = {CLI_REPLAYED_MAP(AS_CODE)};
    return codes[replayed];
}

void cli_replay_done(cli_replay *replay)
{
    for (size_t i = 0; i < replay->n_checks; i++) {
        free(replay->checks[i].id);
        free(replay->checks[i].reason);
        free(replay->checks[i].expected);
        free(replay->checks[i].actual);
    }
    free(replay->checks);
    json_decref(replay->now);
    *replay = (cli_replay){0};
}

/* ---- what it came to ---- */

static int is_broken_word(const char *word, int strict)
{
    return word && (strcmp(word, rms_verdict_word(RMS_VERDICT_FAIL)) == 0 ||
                    (strict && strcmp(word, rms_verdict_word(RMS_VERDICT_WARN)) == 0));
}

static int is_told(rms_verdict verdict)
{
    return verdict != RMS_VERDICT_SKIP && verdict != RMS_VERDICT_ERROR;
}

static cli_replayed judge_check(const cli_replay *replay, const cli_replay_check *check, int strict)
{
    const int was = is_broken_word(rms_record_was(replay->record, check->id), strict);
    if (is_broken_word(rms_verdict_word(check->verdict), strict))
        return was ? CLI_STILL_BROKEN : CLI_NOW_BROKEN;
    if (was)
        return is_told(check->verdict) ? CLI_FIXED : CLI_CANNOT_TELL;
    return CLI_STILL_PASSES;
}

/* A check that was broken and does not come up any more: the case has changed. */
static int has_lost_check(const cli_replay *replay, int strict)
{
    const json_t *checks = json_object_get(replay->record->json, "checks");
    for (size_t i = 0; i < json_array_size(checks); i++) {
        const json_t *one = json_array_get(checks, i);
        const char *id = json_string_value(json_object_get(one, "id"));
        size_t k = 0;
        while (k < replay->n_checks && strcmp(replay->checks[k].id, id) != 0)
            k++;
        if (k == replay->n_checks && is_broken_word(json_string_value(json_object_get(one, "verdict")), strict))
            return 1;
    }
    return 0;
}

cli_replayed cli_replay_judge(const cli_replay *replay, int strict, const char **ret_why)
{
    cli_replayed worst = CLI_STILL_PASSES;
    const char *silent = "no check of it was executed";
    int told = 0;
    *ret_why = "";
    for (size_t i = 0; i < replay->n_checks; i++) {
        const cli_replay_check *check = &replay->checks[i];
        const cli_replayed one = judge_check(replay, check, strict);
        if (one > worst) {
            worst = one;
            *ret_why = one == CLI_CANNOT_TELL && check->reason ? check->reason : "";
        }
        told |= is_told(check->verdict);
        silent = !is_told(check->verdict) && check->reason ? check->reason : silent;
    }
    if (worst < CLI_CANNOT_TELL && (!told || has_lost_check(replay, strict))) {
        *ret_why = told ? "the check that was broken is none of the case any more" : silent;
        return CLI_CANNOT_TELL;
    }
    return worst;
}

/* ---- the answers ---- */

/* 1 for what an endpoint makes up anew each time: ids, request ids, times. */
static int is_made_up(const char *word, size_t n)
{
    size_t digits = 0, marks = 0;
    for (size_t i = 0; i < n; i++) {
        digits += isdigit((unsigned char)word[i]) != 0;
        marks += word[i] == '-';
    }
    return n >= MADE_UP_LENGTH && digits > 0 && marks > 0;
}

/* Ids of the world as the case calls them, and what is made up as "…", so that what is left can be compared. */
static void put_normal(const json_t *record, const char *text, rms_buffer *out)
{
    const json_t *bindings = json_object_get(record, "bindings");
    while (*text) {
        size_t n = 0;
        while (isalnum((unsigned char)text[n]) || text[n] == '-' || text[n] == '_')
            n++;
        if (!n) {
            rms_buffer_putc(out, *text++);
            continue;
        }
        const char *symbol, *name = NULL;
        json_t *id;
        json_object_foreach((json_t *)bindings, symbol, id)
        {
            const char *its = json_string_value(id);
            if (its && strlen(its) == n && strncmp(its, text, n) == 0)
                name = symbol;
        }
        if (name)
            rms_buffer_puts(out, name);
        else if (is_made_up(text, n))
            rms_buffer_puts(out, "\xE2\x80\xA6");
        else
            rms_buffer_append(out, text, n);
        text += n;
    }
}

/* The last answer of a step in a few lines; "" when there is none. */
static void put_answer(const json_t *record, size_t step, rms_buffer *out)
{
    const json_t *tries = json_object_get(json_array_get(json_object_get(record, "steps"), step), "tries");
    const json_t *answer = json_object_get(json_array_get(tries, json_array_size(tries) - 1), "answer");
    const char *symptom = json_string_value(json_object_get(answer, "symptom"));
    const char *body = json_string_value(json_object_get(answer, "body"));
    const char *type = json_string_value(json_object_get(answer, "content_type"));
    if (!symptom)
        return;
    if (strcmp(symptom, rms_symptom_word(RMS_SYMPTOM_NONE)) != 0)
        rms_buffer_printf(out, "%s: %s", symptom, json_string_value(json_object_get(answer, "detail")));
    else
        rms_buffer_printf(out, "HTTP %d %s\n", (int)json_integer_value(json_object_get(answer, "status")),
                          type ? type : "without a type");
    if (body)
        put_normal(record, body, out);
    else if (json_object_get(answer, "body_base64"))
        rms_buffer_printf(out, "(no text: %zu letters of Base64)",
                          json_string_length(json_object_get(answer, "body_base64")));
    rms_buffer_puts(out, "");
}

/* An answer is no prose: its lines are broken where they are full. */
static void print_side(const char *mark, const rms_buffer *text, FILE *out)
{
    const char *at = text->n ? text->p : "(none)";
    unsigned column = INDENT;
    size_t shown = 0;
    (void)fprintf(out, "    %s ", mark);
    for (; *at && shown < BODY_SHOWN; shown++) {
        const rms_glyph glyph = rms_text_glyph(at);
        const int ends = *at == '\n';
        if (ends || column + glyph.columns > WIDTH) {
            (void)fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
        }
        if (!ends)
            (void)fputs(glyph.text, out);
        column += ends ? 0 : glyph.columns;
        at += glyph.bytes;
    }
    (void)fprintf(out, "%s\n", *at ? "..." : "");
}

static void print_differences(const cli_replay *replay, FILE *out)
{
    const json_t *then = replay->record->json;
    const json_t *steps = json_object_get(then, "steps"), *steps_now = json_object_get(replay->now, "steps");
    const size_t n_then = json_array_size(steps), n_now = json_array_size(steps_now);
    int differ = 0;
    for (size_t i = 0; i < (n_then > n_now ? n_then : n_now); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer was = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer is = {0};
        put_answer(then, i, &was);
        put_answer(replay->now, i, &is);
        if (rms_span_equal(rms_buffer_view(&was), rms_buffer_view(&is)))
            continue;
        const char *name =
            json_string_value(json_object_get(json_array_get(i < n_then ? steps : steps_now, i), "name"));
        (void)fprintf(out, "  the answer to %s differs (- then, + now)\n", name ? name : "a step");
        print_side("-", &was, out);
        print_side("+", &is, out);
        differ = 1;
    }
    if (!differ && replay->now)
        (void)fprintf(out, "  %s, but for ids and times\n",
                      n_then > 1 ? "the answers are the same" : "the answer is the same");
}

/* ---- all of it ---- */

static void print_text(const char *label, const char *text, FILE *out)
{
    if (!text)
        return;
    (void)fprintf(out, "    %s", label);
    rms_text_wrap(out, text, 4 + (unsigned)strlen(label), WIDTH);
    (void)fputc('\n', out);
}

static void print_check(const cli_replay *replay, const cli_replay_check *check, int strict, FILE *out)
{
    const char *was = rms_record_was(replay->record, check->id);
    if (judge_check(replay, check, strict) == CLI_STILL_PASSES && was &&
        strcmp(was, rms_verdict_word(check->verdict)) == 0)
        return;
    (void)fputs("  ", out);
    rms_text_wrap(out, check->id, 2, WIDTH);
    (void)fprintf(out, "\n    was %s, is %s\n", was ? was : "not judged", rms_verdict_word(check->verdict));
    print_text("", check->reason, out);
    print_text("expected: ", check->expected, out);
    print_text("actual:   ", check->actual, out);
}

static void print_head(const rms_record *record, const char *words, const char *why, FILE *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_buffer_printf(&text, "%s%s%s", words, *why ? ": " : "", why);
    rms_text_print(out, record->file, 0);
    (void)fputs("\n  ", out);
    rms_text_wrap(out, text.p ? text.p : words, 2, WIDTH);
    (void)fputc('\n', out);
}

void cli_replay_print_untold(const rms_record *record, const char *why, FILE *out)
{
    print_head(record, cli_replayed_words(CLI_CANNOT_TELL), why, out);
}

void cli_replay_print(const cli_replay *replay, int strict, FILE *out)
{
    const char *why = "";
    const cli_replayed replayed = cli_replay_judge(replay, strict, &why);
    print_head(replay->record, cli_replayed_words(replayed), why, out);
    for (size_t i = 0; i < replay->n_checks; i++)
        print_check(replay, &replay->checks[i], strict, out);
    print_differences(replay, out);
}
