/**
 * What has been made and must go again. One list a world; an entry stands before its object is asked for, so that what
 * a broken-off call may have left is known by its name. For the arranger only.
 */
#ifndef RMS_HARNESS_ARRANGE_UNDO_H
#define RMS_HARNESS_ARRANGE_UNDO_H

#include "harness/arrange/arranger.h"

/** X(enum, what it is for the reader) */
#define RMS_UNDO_MAP(XX)                                                                                               \
    XX(RMS_UNDO_LOAD_BALANCER, "load balancer")                                                                        \
    XX(RMS_UNDO_VSERVER_GROUP, "vServer group")                                                                        \
    XX(RMS_UNDO_GROUP, "scaling group")                                                                                \
    XX(RMS_UNDO_WORLD, "world behind the door")                                                                        \
    XX(RMS_UNDO_LENT, "change of")
#define RMS_UNDO_AS_ENUM(id, text) id,
typedef enum rms_undo_kind { RMS_UNDO_MAP(RMS_UNDO_AS_ENUM) RMS_UNDO_KIND_COUNT } rms_undo_kind;

typedef struct rms_undo_entry {
    rms_undo_kind kind;
    char *name;
    char *id;          /* NULL: not known, or not made */
    char failure[200]; /* "": not tried yet */
} rms_undo_entry;

typedef struct rms_undo {
    struct rms_undo *next;
    rms_undo_entry *v;
    size_t n, capacity;
    int held;       /* somebody works on it */
    int handed_out; /* an rms_arranged points here: rms_release frees the list */
    unsigned round; /* of cleaning, in which it was last tried */
    /* Groups whose scaling activity goes on while the world stands: members that it brings are none of the world's. In
     * the world's arena, so only while the world is arranged. */
    const rms_world_group **in_motion;
    size_t n_in_motion;
    int denied;            /* the caller of this world is denied */
    const rms_world *lent; /* preloaded objects as they were; NULL: none */
    rms_arena *arena;      /* of `lent` */
} rms_undo;

/** A list that stands in the arranger, held. NULL without memory. */
rms_undo *rms_undo_open(rms_arranger *arranger);
/** An object of that name is about to be made. Errors: RMS_E_NOMEM. */
rms_status rms_undo_intend(rms_undo *undo, rms_undo_kind kind, const char *name);
/** The object last intended has been made, under that id. */
void rms_undo_made(rms_undo *undo, const char *id);
/** The object last intended was refused. */
void rms_undo_refused(rms_undo *undo);
/** Id of the latest entry of a kind, or NULL. */
const char *rms_undo_id(const rms_undo *undo, rms_undo_kind kind);

/** Undo the list, last thing first; entries that are gone leave it. */
void rms_undo_run(rms_arranger *arranger, rms_undo *undo);
/** Let go of the list: it belongs to an rms_arranged now. */
void rms_undo_hand_out(rms_arranger *arranger, rms_undo *undo);
/** Let go of the list. With nothing in it and nobody who points to it, it is freed; else it stays in the arranger. */
void rms_undo_close(rms_arranger *arranger, rms_undo *undo);

/** Delete one object, with patience. 1 when it is gone; else 0, and @p failure (size n) says why. */
int rms_undo_delete(rms_arranger *arranger, rms_undo_kind kind, const char *id, char *failure, size_t n);

/** Free what stands, without asking the endpoint, and the sentences about it. */
void rms_undo_forget_all(rms_arranger *arranger);

#endif
