/* Keys: what is refused, the limits at and beyond them, and who counts as configured. */
#include "reference/access/keyring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* A text of n letters; the largest of them stays under this. */
static const char *letters(size_t n)
{
    static char text[3][RMS_KEY_TOKEN_MAX + 2];
    static size_t turn;
    char *mine = text[turn++ % 3];
    memset(mine, 'k', n);
    mine[n] = '\0';
    return mine;
}

static void test_members(void **state)
{
    static const struct {
        const char *name;
        int id, secret, token; /* bytes; -1: NULL */
        const char *expected;  /* NULL: it is taken */
    } rows[] = {
        {"shortest", 1, 1, -1, NULL},
        {"no id", -1, 5, -1, "an access key has an empty id"},
        {"empty id", 0, 5, -1, "an access key has an empty id"},
        {"no secret", 5, -1, -1, "an access key has an empty secret"},
        {"empty secret", 5, 0, -1, "an access key has an empty secret"},
        {"empty token", 5, 5, 0, "an access key has an empty token"},
        {"longest", RMS_KEY_ID_MAX, RMS_KEY_SECRET_MAX, RMS_KEY_TOKEN_MAX, NULL},
        {"id too long", RMS_KEY_ID_MAX + 1, 5, -1, "an access key's id has more than 128 bytes"},
        {"secret too long", 5, RMS_KEY_SECRET_MAX + 1, -1, "an access key's secret has more than 256 bytes"},
        {"token too long", 5, 5, RMS_KEY_TOKEN_MAX + 1, "an access key's token has more than 4096 bytes"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rms_keyring ring = {0};
        rms_error err = {0};
        rms_known_key *key = NULL;
        print_message("row: %s\n", rows[i].name);
        const rms_access_key given = {.id = rows[i].id < 0 ? NULL : letters((size_t)rows[i].id),
                                      .secret = rows[i].secret < 0 ? NULL : letters((size_t)rows[i].secret),
                                      .token = rows[i].token < 0 ? NULL : letters((size_t)rows[i].token)};
        const rms_status status = rms_keyring_add(&ring, &given, 1, &key, &err);
        assert_int_equal(status, rows[i].expected ? RMS_E_USAGE : RMS_OK);
        assert_string_equal(err.text, rows[i].expected ? rows[i].expected : "");
        assert_int_equal(key != NULL, rows[i].expected == NULL);
        assert_int_equal(ring.n, rows[i].expected == NULL);
        rms_keyring_done(&ring);
    }
}

static rms_status add(rms_keyring *ring, const char *id, int is_configured, rms_error *err)
{
    const rms_access_key key = {.id = id, .secret = "a secret"};
    return rms_keyring_add(ring, &key, is_configured, NULL, err);
}

static void test_known(void **state)
{
    rms_keyring ring = {0};
    rms_error err = {0};
    (void)state;
    assert_null(rms_keyring_find(&ring, rms_span_of("one")));
    assert_int_equal(add(&ring, "one", 1, &err), RMS_OK);
    assert_int_equal(add(&ring, "two", 0, &err), RMS_OK);
    assert_int_equal(ring.n_configured, 1); /* a key of the door does not make anybody sign */
    assert_int_equal(add(&ring, "one", 0, &err), RMS_E_USAGE);
    assert_string_equal(err.text, "the access key 'one' is given twice");
    assert_null(rms_keyring_find(&ring, rms_span_of("on")));
    assert_null(rms_keyring_find(&ring, rms_span_of("ONE")));
    assert_string_equal(rms_keyring_find(&ring, rms_span_of("two"))->secret, "a secret");
    rms_keyring_remove(&ring, "nobody");
    rms_keyring_remove(&ring, "one");
    assert_null(rms_keyring_find(&ring, rms_span_of("one")));
    assert_non_null(rms_keyring_find(&ring, rms_span_of("two")));
    assert_int_equal(ring.n_configured, 0);
    assert_int_equal(add(&ring, "one", 1, &err), RMS_OK);
    rms_keyring_done(&ring);
}

static void test_limit(void **state)
{
    rms_keyring ring = {0};
    rms_error err = {0};
    char id[32];
    (void)state;
    for (int i = 0; i < RMS_KEYS_MAX; i++) {
        (void)snprintf(id, sizeof id, "key-%d", i);
        assert_int_equal(add(&ring, id, 0, &err), RMS_OK);
    }
    assert_int_equal(add(&ring, "one more", 0, &err), RMS_E_LIMIT);
    assert_string_equal(err.text, "more than 4096 access keys");
    rms_keyring_remove(&ring, "key-17");
    assert_int_equal(add(&ring, "one more", 0, &err), RMS_OK);
    assert_non_null(rms_keyring_find(&ring, rms_span_of("one more")));
    rms_keyring_done(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_members), cmocka_unit_test(test_known),
                                       cmocka_unit_test(test_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
