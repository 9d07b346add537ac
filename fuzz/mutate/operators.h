/**
 * The operators behind mutate.h: tables of named functions, and what they share.
 */
#ifndef RMS_FUZZ_MUTATE_OPERATORS_H
#define RMS_FUZZ_MUTATE_OPERATORS_H

#include "fuzz/mutate/scan.h"

/** One mutation under way. */
typedef struct rms_mut_work {
    rms_mut_random random;
    rms_mut_text text; /**< what is changed */
    rms_mut_scan scan; /**< of it, as it was before the change */
    rms_span other;
    rms_mut_scan other_scan;
    rms_mut_text decoded, encoded; /**< scratch, as large as text.max each */
} rms_mut_work;

/** What an input must have for an operator to be tried. */
enum { RMS_MUT_ANY = 0, RMS_MUT_PAIRS = 1, RMS_MUT_LISTS = 2, RMS_MUT_FRAME = 4, RMS_MUT_LINES = 8 };

/** 1 when the text was changed; 0: there was nothing to change, or no room, and it is as it was. */
typedef struct rms_mut_operator {
    const char *name;
    unsigned needs;
    int (*run)(rms_mut_work *work);
    unsigned char weight; /**< how often it is drawn. What engines never get at by themselves comes often */
} rms_mut_operator;

typedef struct rms_mut_operators {
    const rms_mut_operator *v;
    size_t n;
} rms_mut_operators;

extern const rms_mut_operators rms_mut_parameters; /**< whole parameters */
extern const rms_mut_operators rms_mut_numbering;  /**< the N of "Name.N" */
extern const rms_mut_operators rms_mut_members;    /**< members of the list parameter */
extern const rms_mut_operators rms_mut_keys;       /**< keys of its objects */
extern const rms_mut_operators rms_mut_objects;    /**< objects made anew */
extern const rms_mut_operators rms_mut_spelling;   /**< other bytes for the same value, or nearly */
extern const rms_mut_operators rms_mut_frame;      /**< request line, Content-Type, layout */
extern const rms_mut_operators rms_mut_blocks;     /**< brackets, elements, lines, numbers of any text */
extern const rms_mut_operators rms_mut_lines;      /**< words of lines, items between their commas */

#define RMS_MUT_OPERATORS(table)                                                                                       \
    {                                                                                                                  \
        table, RMS_COUNT(table)                                                                                        \
    }

/* ---- values.c: what is put in ---- */

/** Bytes of the longest text that the functions below write, NUL included. */
#define RMS_MUT_VALUE_MAX 64

rms_span rms_mut_word(const char *text);
/** How many of something: 0, 1, 19, 20, 21, 40. */
size_t rms_mut_some_count(rms_mut_random *random);
/** A number at an edge, as text: "0", "21", "65536", "2147483648", "-1", "007", ... */
rms_span rms_mut_edge(rms_mut_random *random);
/** A name that the catalogue has for one of the removals, or a common one. */
rms_span rms_mut_parameter_name(rms_mut_random *random);
/** One of the removals. */
rms_span rms_mut_action(rms_mut_random *random);
/** An id like @p like, ending in @p turn; written to @p ret_text. */
rms_span rms_mut_id(rms_span like, size_t turn, char ret_text[RMS_MUT_VALUE_MAX]);

/* ---- objects.c: what the documents say of the keys of a server ---- */

/** A value at an edge of that key, without quotes, good until the program ends; 0 when it is none of theirs. */
int rms_mut_key_edge(rms_mut_random *random, rms_span key, rms_span *ret);
/** JSON that is no text, or an empty one. */
rms_span rms_mut_odd_json(rms_mut_random *random);

/* ---- lists.c: the list parameter, decoded, changed, encoded again ---- */

typedef struct rms_mut_list {
    rms_mut_text *text;
    rms_mut_range members[RMS_MUT_MEMBERS_MAX];
    size_t n;
    rms_span other; /**< a list of the other input, decoded; empty where there is none */
} rms_mut_list;

/** Run @p change on one list of the input. 1 when it changed something and the result fitted. */
int rms_mut_change_list(rms_mut_work *work, int (*change)(rms_mut_work *work, rms_mut_list *list));

/** Append @p value in percent-encoding: all that is not unreserved, or only what a form cannot do without. */
int rms_mut_encode(rms_span value, int all, rms_mut_text *out);
/** Append the decoded @p value; what is no escape stays as it is. */
int rms_mut_decode(rms_span value, rms_mut_text *out);

#endif
