package org.zerosum.backend;

/** What every backend must do, with the same bits as the scalar one; a backend's test class implements it. */
interface BackendContract extends MatmulContract, MatmulVectorContract, ConvolutionContract, ElementwiseContract, ReductionContract,
    NormalizationContract, RectifierContract, RectifierBackwardContract, ImageContract, LossContract, ClassifierContract,
    OptimizerContract, RandomContract, ShapeContract, ProgramContract {}
