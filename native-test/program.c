// Kernel files as programs: the text of their includes is put in their place, as the library's host does it.
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *text;
  size_t length;
  size_t room;
} string;

static void append(string *s, const char *text, size_t length) {
  if (s->length + length + 1 > s->room) {
    s->room = (s->length + length + 1) * 2;
    s->text = realloc(s->text, s->room);
    if (s->text == NULL) {
      stop("no memory for a kernel's source");
    }
  }
  memcpy(s->text + s->length, text, length);
  s->length += length;
  s->text[s->length] = 0;
}

static char *read_text(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    stop("cannot read kernel file %s; give its folder by --kernels", path);
  }
  string s = {NULL, 0, 0};
  char piece[4096];
  size_t length;
  append(&s, "", 0);
  while ((length = fread(piece, 1, sizeof piece, file)) > 0) {
    append(&s, piece, length);
  }
  fclose(file);
  return s.text;
}

static void resolve(string *target, const char *folder, const char *name, int depth) {
  if (depth > 16) {
    stop("kernel file %s includes itself", name);
  }
  char *text = read_text(folder, name);
  char *line = text;
  while (*line != 0) {
    char *end = strchr(line, '\n');
    size_t length = end == NULL ? strlen(line) : (size_t) (end - line) + 1;
    char included[256];
    if (sscanf(line, "#include \"%255[^\"\n]\"", included) == 1) {
      resolve(target, folder, included, depth + 1);
    } else {
      append(target, line, length);
    }
    line += length;
  }
  free(text);
}

cl_program build_program(harness *h, const char *file) {
  string source = {NULL, 0, 0};
  append(&source, "", 0);
  resolve(&source, h->kernels, file, 0);
  const char *text = source.text;
  cl_int status;
  cl_program program = clCreateProgramWithSource(h->context, 1, &text, NULL, &status);
  if (status != CL_SUCCESS) {
    stop("clCreateProgramWithSource gave status %d for %s", (int) status, file);
  }
  char options[512];
  const gpu_tiles *t = &h->tiles;
  snprintf(options, sizeof options,
           "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt -DDEVICE_CPU=%d -DTILE_M=%d -DTILE_N=%d -DTILE_K=%d"
           " -DWORK_M=%d -DWORK_N=%d -DBUFFERS=%d%s",
           h->cpu, t->tile_m, t->tile_n, t->tile_k, t->work_m, t->work_n, t->buffers,
           h->tiny ? " -DTASK_N=32 -DMAX_ROW_TILES=2 -DTASK_TILES=4 -DGROUP_PANELS=1 -DGRADIENT_TILES=4"
                     " -DGRADIENT_ROWS=16"
                   : "");
  status = clBuildProgram(program, 1, &h->device, options, NULL, NULL);
  if (status != CL_SUCCESS) {
    size_t length = 0;
    clGetProgramBuildInfo(program, h->device, CL_PROGRAM_BUILD_LOG, 0, NULL, &length);
    char *log = calloc(length + 1, 1);
    clGetProgramBuildInfo(program, h->device, CL_PROGRAM_BUILD_LOG, length, log, NULL);
    stop("clBuildProgram gave status %d for %s with %s:\n%s", (int) status, file, options, log == NULL ? "" : log);
  }
  free(source.text);
  return program;
}
