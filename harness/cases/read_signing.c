/* How the requests of a case are signed and spelled: `signature`, {sign: ...}, `encoding`, `headers`. */
#include "harness/cases/reading.h"
#include "protocol/among.h"

#include <string.h>

#define AS_WORD(id, word, doc) [id] = (word),
static const char *const signed_words[RMS_SIGNED_COUNT + 1] = {RMS_SIGNED_MAP(AS_WORD)};
static const char *const encoding_words[RMS_ENCODING_COUNT + 1] = {RMS_ENCODING_MAP(AS_WORD)};
#define AS_SIGNATURE(id, word) [id] = (word),
static const char *const signature_words[RMS_SIGNATURE_COUNT + 1] = {RMS_SIGNATURE_MAP(AS_SIGNATURE)};

const char *rms_signed_word(rms_signed how)
{
    return (unsigned)how < RMS_SIGNED_COUNT ? signed_words[how] : "?";
}

const char *rms_encoding_word(rms_encoding encoding)
{
    return (unsigned)encoding < RMS_ENCODING_COUNT ? encoding_words[encoding] : "?";
}

void rms_load_signed(rms_loader *loader, const rms_yaml *node, rms_send *send)
{
    const rms_yaml *word = rms_yaml_get(node, "sign");
    if (node->n != 1) {
        rms_say(loader, node->where, "{sign: ...} stands alone");
        return;
    }
    if (!rms_need_kind(loader, word, RMS_KIND_SCALAR, "'sign'"))
        return;
    const int how = rms_pick_word(loader, word, "'sign'", signed_words);
    if (how >= 0)
        send->how_signed = (rms_signed)how;
}

void rms_load_encoding(rms_loader *loader, const rms_yaml *node, rms_send *send)
{
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR, "'encoding'"))
        return;
    const int encoding = rms_pick_word(loader, node, "'encoding'", encoding_words);
    if (encoding >= 0)
        send->encoding = (rms_encoding)encoding;
}

void rms_load_headers(rms_loader *loader, const rms_yaml *node, rms_send *send)
{
    char cited[RMS_CITE_MAX];
    if (!rms_need_kind(loader, node, RMS_KIND_MAPPING, "'headers'"))
        return;
    for (size_t i = 0; i < node->n; i++) {
        const rms_yaml *name = node->key[i], *value = node->item[i];
        if (!name->text[0] || !rms_is_sendable(name->text, " :(),/;<=>?@[\\]{}\""))
            rms_say(loader, name->where, "'%s' cannot be the name of a header field", rms_cite(name->text, cited));
        else if (rms_is_transport_field(name->text))
            rms_say(loader, name->where, "'%s' is made by the transport", rms_cite(name->text, cited));
        if (!rms_need_kind(loader, value, RMS_KIND_SCALAR, "a header field"))
            return;
        if (!rms_is_sendable(value->text, ""))
            rms_say(loader, value->where, "'%s' cannot stand in a header field", rms_cite(value->text, cited));
        rms_use_symbols_in(loader, value->text, RMS_USE_SEND, value->where);
        const rms_send_param field = {.name = name->text,
                                      .value = {.kind = RMS_VALUE_TEXT, .where = value->where, .text = value->text}};
        if (!rms_load_push(loader, &send->headers, &send->n_headers, &field, sizeof field))
            return;
    }
}

void rms_load_signature(rms_loader *loader, const rms_yaml *node, rms_case *the_case)
{
    const int signature = rms_pick_word(loader, node, "'signature'", signature_words);
    if (signature < 0)
        return;
    the_case->signature = (rms_signature)signature;
    the_case->signature_pinned = 1;
}

/* ---- lint ---- */

static void need_scheme(rms_loader *loader, const rms_case *the_case, const rms_step *step, rms_signature signature)
{
    if (!the_case->signature_pinned || the_case->signature != signature)
        rms_say(loader, step->send.where, "{sign: %s} is for requests signed by %s; pin it with 'signature: %s'",
                rms_signed_word(step->send.how_signed), rms_signature_word(signature), rms_signature_word(signature));
}

void rms_lint_signing(rms_loader *loader, const rms_case *the_case, const rms_step *step)
{
    const rms_send *send = &step->send;
    if (send->how_signed == RMS_SIGNED_OTHER_HOST)
        need_scheme(loader, the_case, step, RMS_SIGNATURE_V3);
    if (send->how_signed == RMS_SIGNED_BARE_AMPERSAND)
        need_scheme(loader, the_case, step, RMS_SIGNATURE_V1);
    for (size_t i = 0; send->how_signed != RMS_SIGNED_AS_SENT && i < send->n_omit; i++)
        if (strcmp(send->omit[i], "Signature") == 0)
            rms_say(loader, send->where, "'Signature' is sent and omitted");
    const int is_about_signing =
        send->how_signed != RMS_SIGNED_AS_SENT || send->after_signing || the_case->signature_pinned;
    if (is_about_signing && !rms_is_among(the_case->needs, the_case->n_needs, "verification") &&
        !rms_is_among(loader->rule->needs, loader->rule->n_needs, "verification"))
        rms_warn(loader, send->where,
                 "only an endpoint that verifies signatures can tell the difference; add needs: [verification]");
}
