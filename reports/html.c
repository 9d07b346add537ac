#include "reports/html_parts.h"

#include <openssl/evp.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* -- the files of reports/html ------------------------------------------------------------------------------------- */

static const html_file *file_of(const char *path)
{
    for (size_t i = 0; i < html_files_n; i++)
        if (strcmp(html_files[i].path, path) == 0)
            return &html_files[i];
    return NULL;
}

static void put_file(FILE *out, const char *path)
{
    const html_file *file = file_of(path);
    (void)fwrite(file->bytes, 1, file->n, out);
}

/* What the policy names the content of an element with: base64 of its SHA-256. */
static void put_hash(html_report *r, FILE *out, const char *path)
{
    const html_file *file = file_of(path);
    unsigned char digest[EVP_MAX_MD_SIZE], text[EVP_MAX_MD_SIZE * 2];
    unsigned n = 0;
    if (EVP_Digest(file->bytes, file->n, digest, &n, EVP_sha256(), NULL) != 1) {
        r->document.failed = 1;
        return;
    }
    (void)EVP_EncodeBlock(text, digest, (int)n);
    (void)fputs((const char *)text, out);
}

static void put_style(html_report *r, FILE *out)
{
    (void)r;
    put_file(out, "report.css");
}

static void put_script(html_report *r, FILE *out)
{
    (void)r;
    put_file(out, "report.js");
}

static void put_style_hash(html_report *r, FILE *out)
{
    put_hash(r, out, "report.css");
}

static void put_script_hash(html_report *r, FILE *out)
{
    put_hash(r, out, "report.js");
}

static void put_rules(html_report *r, FILE *out)
{
    if (html_put_rules(r, out) != 0)
        r->document.failed = 1;
}

/* -- the template -------------------------------------------------------------------------------------------------- */

/* What stands for {{name}}. */
static const struct {
    const char *name;
    void (*put)(html_report *r, FILE *out);
} places[] = {
    {"title", html_title},
    {"style", put_style},
    {"style-hash", put_style_hash},
    {"script", put_script},
    {"script-hash", put_script_hash},
    {"head", html_head},
    {"unfinished", html_unfinished},
    {"ledger", html_ledger},
    {"broken", html_broken},
    {"unjudged", html_unjudged},
    {"baselines", html_baselines},
    {"lost", html_lost},
    {"notes", html_notes},
    {"matrix", html_all_matrices},
    {"filters", html_filters},
    {"rules", put_rules},
    {"probe", html_probe},
    {"legend", html_legend},
};

static void put_place(html_report *r, FILE *out, const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i].name) == n && memcmp(places[i].name, name, n) == 0)
            places[i].put(r, out);
}

/* The template is read once, from its beginning to its end: nothing that is put in is looked at again. */
static void render(document *d, FILE *out)
{
    const char *at = file_of("report.html")->bytes;
    for (const char *place; (place = strstr(at, "{{")) != NULL;) {
        const char *end = strstr(place, "}}");
        (void)fwrite(at, 1, (size_t)(place - at), out);
        put_place((html_report *)d, out, place + 2, (size_t)(end - place) - 2);
        at = end + 2;
    }
    (void)fputs(at, out);
}

static void take(document *d, const rms_event *event)
{
    if (event->kind == RMS_EVENT_CHECK && !d->failed && html_take((html_report *)d, &event->u.check) != 0)
        d->failed = 1;
}

static void done(document *d)
{
    html_report *r = (html_report *)d;
    for (size_t i = 0; i < r->n_rules; i++)
        html_rule_free(r->rules[i]);
    free(r->rules);
}

rms_reporter *rms_html_new(const char *path)
{
    static const document_kind kind = {take, render, done};
    html_report *r = calloc(1, sizeof *r);
    if (!r || document_init(&r->document, &kind, path))
        return r ? &r->document.base : NULL;
    r->document.base.destroy(&r->document.base);
    return NULL;
}
