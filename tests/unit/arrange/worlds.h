/**
 * Worlds for tests, written as the door's JSON with single quotes, and an endpoint to arrange them on.
 */
#ifndef RMS_TESTS_WORLDS_H
#define RMS_TESTS_WORLDS_H

#include "harness/arrange/arrange.h"
#include "reference/reference.h"

/** An arranger that has probed an endpoint. */
typedef struct rms_test_site {
    rms_exchanger *exchanger;
    rms_arranger *arranger;
    rms_arena *arena;
    rms_probe_verdict verdict;
    char hint[512];
} rms_test_site;

/** Speaks to @p url; with the door at @p url "/-/world" when the adapter is the door. Fails the test when it cannot. */
void rms_test_site_open(rms_test_site *site, const char *url, rms_adapter adapter);
/** The same with other options: those that are not set get what the tests use. */
void rms_test_site_open_with(rms_test_site *site, const rms_arrange_options *options,
                             const rms_exchange_options *exchange);
void rms_test_site_close(rms_test_site *site);

/** "{'load_balancers': [{'id': '$lb'}], 'absent': [['instance', '$ghost']]}" in the site's arena. */
rms_world *rms_test_world(rms_test_site *site, const char *text);
/** Load balancers and scaling groups on the endpoint whose names start with the prefix of the site. */
size_t rms_test_leftovers(rms_test_site *site);

#endif
