;; Dot products of rows of signed bytes with one query of 16-bit integers, 32 dimensions a step.
;; memory: the query, or its tables, at byte 0, the results from byte 32768 on, rows from byte 65536 on; a row's length is a multiple of 32.
(module
  (memory (export "memory") 2 65536)
  (global $touched (mut i32) (i32.const 0))

  ;; The rows from address $row on, one after the other; results as i32 from $out on.
  (func (export "scan") (param $row i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (loop $rows
      (i32.store (local.get $out) (call $dot (local.get $row) (local.get $stride)))
      (local.set $row (i32.add (local.get $row) (local.get $stride)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $rows (i32.lt_u (local.get $out) (local.get $stop)))))

  ;; The rows whose numbers stand at $out, as u32; each number is replaced by its result. Rows lie anywhere, so a line of each of the
  ;; next rows is asked of memory before the first of them is needed: they come together instead of one after the other.
  (func (export "gather") (param $rows i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $stop i32) (local $next i32) (local $group i32) (local $line i32) (local $end i32) (local $touched i32)
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (loop $groups
      (local.set $group (i32.add (local.get $out) (i32.const 128)))
      (if (i32.gt_u (local.get $group) (local.get $stop)) (then (local.set $group (local.get $stop))))
      (local.set $next (local.get $out))
      (loop $touch
        (local.set $line
          (i32.add (local.get $rows) (i32.mul (i32.load (local.get $next)) (local.get $stride))))
        (local.set $end (i32.add (local.get $line) (local.get $stride)))
        (loop $lines
          (local.set $touched (i32.add (local.get $touched) (i32.load (local.get $line))))
          (local.set $line (i32.add (local.get $line) (i32.const 64)))
          (br_if $lines (i32.lt_u (local.get $line) (local.get $end))))
        (local.set $next (i32.add (local.get $next) (i32.const 4)))
        (br_if $touch (i32.lt_u (local.get $next) (local.get $group))))
      (loop $each
        (i32.store
          (local.get $out)
          (call $dot
            (i32.add (local.get $rows) (i32.mul (i32.load (local.get $out)) (local.get $stride)))
            (local.get $stride)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br_if $each (i32.lt_u (local.get $out) (local.get $group))))
      (br_if $groups (i32.lt_u (local.get $out) (local.get $stop))))
    ;; So that nobody takes the loads for needless.
    (global.set $touched (local.get $touched)))

  ;; How near rows of bits seem to be, sixteen rows a block: the first byte of each, then the second, and so on. From byte 0 on a table
  ;; for each half of a byte says what its sixteen values count, at most 31, so eight of them add up in a byte. A block has a multiple
  ;; of four bytes a row; results as u16.
  (func (export "estimate") (param $block i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $low v128) (local $high v128) (local $sum v128) (local $table i32) (local $end i32) (local $stop i32)
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 5))))
    (loop $blocks
      (local.set $low (v128.const i64x2 0 0))
      (local.set $high (v128.const i64x2 0 0))
      (local.set $table (i32.const 0))
      (local.set $end (i32.add (local.get $block) (local.get $stride)))
      (loop $bytes
        (local.set $sum (call $look (v128.load (local.get $block)) (local.get $table)))
        (local.set $sum (i8x16.add (local.get $sum)
          (call $look (v128.load offset=16 (local.get $block)) (i32.add (local.get $table) (i32.const 32)))))
        (local.set $sum (i8x16.add (local.get $sum)
          (call $look (v128.load offset=32 (local.get $block)) (i32.add (local.get $table) (i32.const 64)))))
        (local.set $sum (i8x16.add (local.get $sum)
          (call $look (v128.load offset=48 (local.get $block)) (i32.add (local.get $table) (i32.const 96)))))
        (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_u (local.get $sum))))
        (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_u (local.get $sum))))
        (local.set $block (i32.add (local.get $block) (i32.const 64)))
        (local.set $table (i32.add (local.get $table) (i32.const 128)))
        (br_if $bytes (i32.lt_u (local.get $block) (local.get $end))))
      (v128.store (local.get $out) (local.get $low))
      (v128.store offset=16 (local.get $out) (local.get $high))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $blocks (i32.lt_u (local.get $out) (local.get $stop)))))

  ;; What one byte of sixteen rows counts.
  (func $look (param $bytes v128) (param $table i32) (result v128)
    (i8x16.add
      (i8x16.relaxed_swizzle
        (v128.load (local.get $table))
        (v128.and (local.get $bytes) (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15)))
      (i8x16.relaxed_swizzle
        (v128.load offset=16 (local.get $table))
        (i8x16.shr_u (local.get $bytes) (i32.const 4)))))

  (func $dot (param $row i32) (param $stride i32) (result i32)
    (local $even v128) (local $odd v128) (local $query i32) (local $stop i32)
    (local.set $stop (i32.add (local.get $row) (local.get $stride)))
    (loop $dimensions
      (local.set $even (i32x4.add (local.get $even)
        (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $row)) (v128.load (local.get $query)))))
      (local.set $odd (i32x4.add (local.get $odd)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $row)) (v128.load offset=16 (local.get $query)))))
      (local.set $even (i32x4.add (local.get $even)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=16 (local.get $row)) (v128.load offset=32 (local.get $query)))))
      (local.set $odd (i32x4.add (local.get $odd)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=24 (local.get $row)) (v128.load offset=48 (local.get $query)))))
      (local.set $row (i32.add (local.get $row) (i32.const 32)))
      (local.set $query (i32.add (local.get $query) (i32.const 64)))
      (br_if $dimensions (i32.lt_u (local.get $row) (local.get $stop))))
    (local.set $even (i32x4.add (local.get $even) (local.get $odd)))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $even)) (i32x4.extract_lane 1 (local.get $even)))
      (i32.add (i32x4.extract_lane 2 (local.get $even)) (i32x4.extract_lane 3 (local.get $even))))))
